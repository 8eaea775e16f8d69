import type { ReactNode } from 'react';
import { Platform, Pressable, View } from 'react-native';
import type { Point } from '../../ui/Menu.tsx';
import { MenuButton } from '../../ui/MenuButton.tsx';
import { menuGestures } from '../../ui/menuGestures';
import { reveal } from '../../ui/reveal.ts';
import { rovingKeys } from '../../ui/rovingKeys.ts';
import { themed } from '../../ui/theme.tsx';
import { useWords } from '../../words/useWords.ts';
import { SwipeToReply } from './SwipeToReply';
import { MENU_STOP, THREAD_STOPS } from './threadStops.ts';

interface Props {
  mine: boolean;
  /** The keyboard comes to it by Tab, and to the others from it. */
  tabbable: boolean;
  onOpen: (at: Point) => void;
  /** Set where it can be answered: on devices by a swipe. */
  onReply: (() => void) | undefined;
  children: ReactNode;
}

/** A message, and the ways to the menu of what can be done with it. */
export function WithMenu({ mine, tabbable, onOpen, onReply, children }: Props) {
  const styles = useStyles();
  const words = useWords();
  return (
    <View style={styles.box}>
      <SwipeToReply onReply={onReply}>
        <Pressable role="none" tabIndex={-1} accessible={false} {...menuGestures(onOpen)} style={styles.body}>
          {children}
        </Pressable>
      </SwipeToReply>
      {Platform.OS === 'web' && (
        <View
          {...reveal}
          {...rovingKeys(THREAD_STOPS)}
          style={[styles.button, mine ? styles.before : styles.after]}
        >
          <MenuButton label={words.message.actions} tabbable={tabbable} onOpen={onOpen} testID={MENU_STOP} />
        </View>
      )}
    </View>
  );
}

const useStyles = themed(() => ({
  box: { maxWidth: '100%' },
  body: { cursor: 'auto' },
  button: { position: 'absolute', top: 0, bottom: 0, justifyContent: 'center' },
  before: { end: '100%' },
  after: { start: '100%' },
}));
