import { useOpenConversation, useSession, useUnreadCount } from '@duet/chat-react';
import { useEffect, useState } from 'react';
import { Messages } from './Messages.tsx';
import { listSellers, type Member } from './shop.ts';

/** What somebody sees who is signed in: who sells here, and their messages. */
export function Market({ me, onSignOut }: { me: Member; onSignOut: () => void }) {
  const { status } = useSession();
  const unread = useUnreadCount(me.side);
  const [place, setPlace] = useState<'sellers' | 'messages'>('sellers');
  const [conversationId, setConversationId] = useState<string>();
  const { mutateAsync: openConversation } = useOpenConversation();
  const write = async (seller: Member) => {
    setConversationId(await openConversation({ customerId: me.duetId, artistId: seller.duetId }));
    setPlace('messages');
  };
  return (
    <div className="market">
      <header>
        <strong>Easel</strong>
        <nav aria-label="Easel">
          <button aria-pressed={place === 'sellers'} onClick={() => setPlace('sellers')}>
            Sellers
          </button>
          <button aria-pressed={place === 'messages'} onClick={() => setPlace('messages')}>
            {unread > 0 ? `Messages (${unread})` : 'Messages'}
          </button>
        </nav>
        <button onClick={onSignOut}>{`Sign out, ${me.name}`}</button>
      </header>
      {place === 'sellers' ? (
        <Sellers me={me} ready={status === 'signedIn'} onWrite={(seller) => void write(seller)} />
      ) : status === 'signedIn' ? (
        <Messages conversationId={conversationId} onOpen={setConversationId} />
      ) : (
        <main className="shelf">
          <p role="status">
            {status === 'unknown' ? 'One moment …' : 'Sign in to Easel again to see your messages.'}
          </p>
        </main>
      )}
    </div>
  );
}

interface SellersProps {
  me: Member;
  /** Duet has taken the sign-in. */
  ready: boolean;
  onWrite: (seller: Member) => void;
}

function Sellers({ me, ready, onWrite }: SellersProps) {
  const [sellers, setSellers] = useState<Member[]>([]);
  useEffect(() => void listSellers().then((found) => setSellers(found ?? [])), []);
  return (
    <main className="shelf">
      <h1>Who sells here</h1>
      <ul>
        {sellers.map((seller) => (
          <li key={seller.duetId}>
            <h2>{seller.name}</h2>
            <p>{seller.work}</p>
            {me.side === 'customer' && (
              <button disabled={!ready} onClick={() => onWrite(seller)}>{`Write to ${seller.name}`}</button>
            )}
          </li>
        ))}
      </ul>
    </main>
  );
}
