import { useEffect } from 'react';
import { useAttention } from '../lib/useAttention';
import { useNetworkChange } from '../lib/useNetworkChange';
import { client } from './client.ts';

/** Shows nothing; tells the client when the person comes back to the app, or the network may have changed. */
export function Foreground(): null {
  const attentive = useAttention();
  useEffect(() => {
    if (attentive) foreground();
  }, [attentive]);
  // Socket.IO's client looks at the browser's word by itself, but not on localhost, where people try Duet out.
  useNetworkChange(foreground);
  return null;
}

function foreground(): void {
  client.foreground();
}
