import type { Draft, OutgoingPicture } from '@duet/chat-client';
import { LIMITS, type ContactPolicy } from '@duet/contract';
import { Suspense, useCallback, useState, type ReactNode } from 'react';
import { View } from 'react-native';
import { useKeptState } from '../../lib/useKeptState.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Menu, type MenuItem } from '../../ui/Menu.tsx';
import { Text } from '../../ui/Text.tsx';
import { themed } from '../../ui/theme.tsx';
import { showToast } from '../../ui/toast.ts';
import { space } from '../../ui/tokens.ts';
import { useWords } from '../../words/useWords.ts';
import { ReviewSheet } from './photos.ts';
import { PictureProblem, type Picked } from './picked.ts';
import { pickPictures, WAYS, type Way } from './pickPictures';
import { useIncoming } from './useIncoming';

interface Options {
  conversationId: string;
  contactPolicy: ContactPolicy;
  name: string;
  enabled: boolean;
  onSend: (draft: Draft, pictures: readonly OutgoingPicture[]) => void;
}

const NONE: readonly Picked[] = [];

/** The ways by which photos come into a conversation: chosen, taken, pasted, dropped; all are looked at before they are sent. */
export function useAttachments({ conversationId, contactPolicy, name, enabled, onSend }: Options): {
  attach: () => void;
  /** What belongs before the conversation while that goes on. */
  attaching: ReactNode;
} {
  const styles = useStyles();
  const words = useWords();
  const [picked, setPicked] = useKeptState(`${conversationId}/picked`, NONE);
  const [asks, setAsks] = useState(false);
  const count = picked.length;
  const add = useCallback(
    (more: readonly Picked[]) => {
      const most = LIMITS.imagesPerMessage;
      if (count + more.length > most) showToast({ text: words.photos.tooMany(most) });
      setPicked((now) => [...now, ...more].slice(0, most));
    },
    [count, setPicked, words],
  );
  const { isOver } = useIncoming(add, enabled);
  const pick = useCallback(
    (way: Way) => {
      pickPictures(way).then(add, (error: unknown) => {
        const fault = error instanceof PictureProblem ? error.fault : 'unreadable';
        showToast({ text: words.photos.problems[fault] });
      });
    },
    [add, words],
  );
  const attach = useCallback(() => {
    if (WAYS.length > 1) setAsks(true);
    else pick(WAYS[0]);
  }, [pick]);
  const close = useCallback(() => setPicked(NONE), [setPicked]);

  const attaching = (
    <>
      {isOver && (
        <View style={styles.over} pointerEvents="none" testID="drop-here">
          <Icon name="photo" size={40} color="accentInk" />
          <Text variant="heading" color="accentInk">
            {words.photos.drop(name)}
          </Text>
        </View>
      )}
      {asks && (
        <Menu
          title={words.composer.attach}
          items={WAYS.map((way): MenuItem => ({
            ...looks[way],
            label: words.photos.ways[way],
            onPress: () => pick(way),
          }))}
          at={{ x: 0, y: 0 }}
          onClose={() => setAsks(false)}
        />
      )}
      {picked.length > 0 && (
        <Suspense fallback={null}>
          <ReviewSheet
            conversationId={conversationId}
            contactPolicy={contactPolicy}
            name={name}
            picked={picked}
            onAdd={attach}
            onRemove={(one) => setPicked((now) => now.filter((other) => other !== one))}
            onSend={(draft, pictures) => {
              onSend(draft, pictures);
              close();
            }}
            onClose={close}
          />
        </Suspense>
      )}
    </>
  );
  return { attach, attaching };
}

const looks = {
  library: { icon: 'photo', testID: 'attach-library' },
  camera: { icon: 'camera', testID: 'attach-camera' },
} as const satisfies Record<string, Omit<MenuItem, 'onPress' | 'label'>>;

const useStyles = themed(({ color }) => ({
  over: {
    position: 'absolute',
    top: space.m,
    end: space.m,
    bottom: space.m,
    start: space.m,
    zIndex: 1,
    alignItems: 'center',
    justifyContent: 'center',
    gap: space.m,
    borderWidth: 2,
    borderStyle: 'dashed',
    borderColor: color.accent,
    borderRadius: 24,
    backgroundColor: color.veil,
  },
}));
