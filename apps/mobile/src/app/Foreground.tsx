import { useEffect } from 'react';
import { useAttention } from '../lib/useAttention';
import { client } from './client.ts';

/** Shows nothing; tells the client whenever the person comes back to the app. */
export function Foreground(): null {
  const attentive = useAttention();
  useEffect(() => {
    if (attentive) client.foreground();
  }, [attentive]);
  return null;
}
