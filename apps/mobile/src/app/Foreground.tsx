import { useChatClient } from '@duet/chat-react';
import { useEffect } from 'react';
import { useAttention } from '../lib/useAttention';
import { useOnline } from '../lib/useOnline';

/** Shows nothing; tells the client when the person comes back to the app, and what the platform says of the network. */
export function Foreground(): null {
  const client = useChatClient();
  const attentive = useAttention();
  useEffect(() => {
    if (attentive) client.foreground();
  }, [client, attentive]);
  // Socket.IO's client looks at the browser's word by itself, but not on localhost, where people try Duet out.
  const online = useOnline();
  useEffect(() => client.networkChanged(online), [client, online]);
  return null;
}
