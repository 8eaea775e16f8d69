import type { Picture } from '@duet/chat-client';
import { useEffect, useState } from 'react';

/** An address to show a picture by, for as long as it is shown. */
export function usePreview(picture: Picture | undefined): string | undefined {
  const [uri, setUri] = useState<string>();
  useEffect(() => {
    if (!(picture instanceof Blob)) return setUri(picture);
    const url = URL.createObjectURL(picture);
    setUri(url);
    return () => URL.revokeObjectURL(url);
  }, [picture]);
  return uri;
}
