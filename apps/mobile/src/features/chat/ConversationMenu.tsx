import type { ConversationView } from '@duet/chat-client';
import { useState } from 'react';
import { Menu, type MenuItem, type Point } from '../../ui/Menu.tsx';
import { useWords } from '../../words/useWords.ts';
import { useConversationActions } from './useConversationActions.ts';

interface Props {
  conversation: ConversationView;
  at: Point;
  onClose: () => void;
  /** Set where the conversation is open: it is left when it is put aside. */
  onPutAside?: () => void;
  /** Set where the conversation is open: shows its photos. */
  onPhotos?: () => void;
}

/** What can be done with a conversation, and with the other person. */
export function ConversationMenu({ conversation, at, onClose, onPutAside, onPhotos }: Props) {
  const { reading, pinning, unmuting, mutes, archiving, blocking, reporting } = useConversationActions(
    conversation,
    onPutAside,
  );
  const words = useWords();
  const [isMuting, setMuting] = useState(false);
  const muting: MenuItem = unmuting ?? {
    icon: 'bellOff',
    label: words.conversation.muteFor,
    leadsOn: true,
    onPress: () => setMuting(true),
    testID: 'conversation-mute',
  };
  const photos: MenuItem | undefined = onPhotos && {
    icon: 'photo',
    label: words.photos.gallery,
    onPress: onPhotos,
    testID: 'conversation-photos',
  };
  const all = [photos, reading, pinning, muting, archiving, blocking, reporting];
  const items = isMuting ? mutes : all.filter((item) => item !== undefined);
  const title = conversation.peer.user.name;
  return <Menu key={String(isMuting)} title={title} items={items} at={at} onClose={onClose} />;
}
