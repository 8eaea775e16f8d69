import type { Image } from '@duet/contract';
import { useMutation } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { thumbHashToDataURL } from 'thumbhash';
import { serverNow } from '../../lib/serverClock.ts';
import { useIsClear } from './clearImages.ts';

interface Props {
  images: readonly Image[];
  /** Has the images come again, with addresses that are good. */
  renew: () => Promise<void>;
}

/** Images of a message: a blur of each, until it is asked for. */
export function Pictures({ images, renew }: Props) {
  if (images.length === 0) return null;
  return (
    <ul className="pictures">
      {images.map((image, index) => (
        <li key={image.id}>
          <Picture image={image} name={`Image ${index + 1} of ${images.length}`} renew={renew} />
        </li>
      ))}
    </ul>
  );
}

function Picture({ image, name, renew }: { image: Image; name: string; renew: Props['renew'] }) {
  const { id, width, height, thumbhash, urls, urlsExpireAt } = image;
  const [isClear, setClear] = useIsClear(id);
  const [hasFailed, setFailed] = useState(false);
  const renewing = useMutation({ mutationFn: renew, onSuccess: () => setClear(true) });
  const blur = useMemo(() => toDataUrl(thumbhash), [thumbhash]);
  const show = () => {
    setFailed(false);
    if (serverNow() < Date.parse(urlsExpireAt)) setClear(true);
    else renewing.mutate();
  };
  const onError = () => {
    setFailed(isClear);
    setClear(false);
  };
  return (
    <button
      type="button"
      className="picture"
      style={{ aspectRatio: `${width} / ${height}` }}
      aria-pressed={isClear}
      aria-label={`${name}: ${isClear ? 'blur it' : 'show it'}`}
      data-testid="picture"
      disabled={renewing.isPending}
      onClick={() => (isClear ? setClear(false) : show())}
    >
      <img src={isClear ? urls.medium : blur} alt="" onError={onError} />
      {!isClear && (
        <span className="picture-words unprinted">
          {hasFailed || renewing.isError ? 'It could not be loaded. Try again.' : 'Show the image'}
        </span>
      )}
    </button>
  );
}

function toDataUrl(base64: string): string {
  return thumbHashToDataURL(Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0)));
}
