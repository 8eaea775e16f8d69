import { ChatScreen, ChatsListScreen, type Shown } from '@duet/mobile/screens';
import { useCallback, useState, useSyncExternalStore } from 'react';

interface Props {
  conversationId: string | undefined;
  onOpen: (conversationId: string | undefined) => void;
}

/** Duet's list and conversation, beside each other where the screens expect it, and else one at a time. */
export function Messages({ conversationId, onOpen }: Props) {
  const [shown, setShown] = useState<Shown>('all');
  const wide = useSyncExternalStore(subscribe, () => roomy.matches);
  const leave = useCallback(() => onOpen(undefined), [onOpen]);
  const isOpen = conversationId !== undefined;
  return (
    <main className="messages">
      {(wide || !isOpen) && (
        <section className="list" aria-label="Your conversations">
          <ChatsListScreen
            shown={shown}
            onShow={setShown}
            selectedId={conversationId}
            alone={!isOpen}
            onOpen={onOpen}
          />
        </section>
      )}
      {isOpen ? (
        <section className="chat" aria-label="Conversation">
          <ChatScreen conversationId={conversationId} onLeave={leave} />
        </section>
      ) : (
        wide && <p className="chat">Whom would you like to write to?</p>
      )}
    </main>
  );
}

const roomy = matchMedia('(min-width: 900px)');

function subscribe(listener: () => void): () => void {
  roomy.addEventListener('change', listener);
  return () => roomy.removeEventListener('change', listener);
}
