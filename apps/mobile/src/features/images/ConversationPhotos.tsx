import type { PlacedImage } from '@duet/chat-client';
import { useImages, useSession } from '@duet/chat-react';
import type { Person } from '@duet/contract';
import { useCallback, useState } from 'react';
import { Gallery } from './Gallery.tsx';
import { PhotoViewer } from './PhotoViewer.tsx';

interface Props {
  conversationId: string;
  peer: Person;
  /** The photo to begin with; without it all of them are shown. */
  start: string | undefined;
  onClose: () => void;
}

/** The photos of a conversation: all of them, or one after the other. */
export function ConversationPhotos({ conversationId, peer, start, onClose }: Props) {
  const { images, isPending, error, loadOlder, retry } = useImages(conversationId);
  const userId = useSession().user?.id;
  const [viewed, setViewed] = useState(start);
  const fromOf = useCallback(
    ({ message }: PlacedImage) => (message.senderId === userId ? undefined : peer.name),
    [userId, peer.name],
  );
  const leaveViewer = useCallback(
    () => (start === undefined ? setViewed(undefined) : onClose()),
    [start, onClose],
  );
  return (
    <>
      {start === undefined && (
        <Gallery
          name={peer.name}
          images={images}
          isPending={isPending}
          error={error}
          onRetry={retry}
          fromOf={fromOf}
          onOpen={setViewed}
          onOldest={loadOlder}
          onClose={onClose}
        />
      )}
      {viewed !== undefined && (
        <PhotoViewer
          images={images}
          start={viewed}
          fromOf={fromOf}
          onOldest={loadOlder}
          onClose={leaveViewer}
        />
      )}
    </>
  );
}
