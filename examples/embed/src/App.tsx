import type { ChatClient } from '@duet/chat-client';
import { DuetProvider, openDuet } from '@duet/mobile/screens';
import { useEffect, useState } from 'react';
import { colors } from './colors.ts';
import { getDuetToken, signOut, whoAmI, type Member } from './shop.ts';
import { Market } from './Market.tsx';
import { SignIn } from './SignIn.tsx';

let client: ChatClient | undefined;

/** The page's one client, whoever is signed in. */
function duetAt(serverUrl: string): ChatClient {
  return (client ??= openDuet({ serverUrl, getToken: getDuetToken }));
}

/** The marketplace Easel: people sign in to it, and find Duet in it. */
export function App() {
  const [me, setMe] = useState<Member | null>();
  useEffect(() => void whoAmI().then((member) => setMe(member ?? null)), []);
  if (me === undefined) return null;
  if (me === null) {
    return (
      <SignIn
        onSignedIn={(member) => {
          setMe(member);
          // The former person has signed out of Duet as well; what the first one finds, the client takes up by itself.
          if (client?.session.status === 'signedOut') void client.session.signIn();
        }}
      />
    );
  }
  const leave = async () => {
    await duetAt(me.duetUrl).session.signOut();
    await signOut();
    setMe(null);
  };
  return (
    <DuetProvider client={duetAt(me.duetUrl)} colors={colors}>
      <Market me={me} onSignOut={() => void leave()} />
    </DuetProvider>
  );
}
