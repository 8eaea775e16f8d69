import type { Image } from '@duet/contract';
import { useMemo, useState } from 'react';
import { thumbHashToDataURL } from 'thumbhash';

/** Images of a message: a blur of each, until it is asked for. */
export function Pictures({ images }: { images: readonly Image[] }) {
  if (images.length === 0) return null;
  return (
    <ul className="pictures">
      {images.map((image, index) => (
        <li key={image.id}>
          <Picture image={image} name={`Image ${index + 1} of ${images.length}`} />
        </li>
      ))}
    </ul>
  );
}

type Shown = 'blurred' | 'clear' | 'failed';

function Picture({ image: { width, height, thumbhash, urls }, name }: { image: Image; name: string }) {
  const [shown, setShown] = useState<Shown>('blurred');
  const blur = useMemo(() => toDataUrl(thumbhash), [thumbhash]);
  const isClear = shown === 'clear';
  return (
    <button
      type="button"
      className="picture"
      style={{ aspectRatio: `${width} / ${height}` }}
      aria-pressed={isClear}
      aria-label={`${name}: ${isClear ? 'blur it' : 'show it'}`}
      data-testid="picture"
      onClick={() => setShown(isClear ? 'blurred' : 'clear')}
    >
      <img
        src={isClear ? urls.medium : blur}
        alt=""
        onError={() => setShown((now) => (now === 'clear' ? 'failed' : now))}
      />
      {!isClear && (
        <span className="picture-words">
          {shown === 'failed' ? 'It could not be loaded. Load the page again.' : 'Show the image'}
        </span>
      )}
    </button>
  );
}

function toDataUrl(base64: string): string {
  return thumbHashToDataURL(Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0)));
}
