import { useEffect } from 'react';
import { useAttention } from '../lib/useAttention';
import { useOnline } from '../lib/useOnline';
import { client } from './client.ts';

/** Shows nothing; tells the client when the person comes back to the app, and what the platform says of the network. */
export function Foreground(): null {
  const attentive = useAttention();
  useEffect(() => {
    if (attentive) client.foreground();
  }, [attentive]);
  // Socket.IO's client looks at the browser's word by itself, but not on localhost, where people try Duet out.
  const online = useOnline();
  useEffect(() => client.networkChanged(online), [online]);
  return null;
}
