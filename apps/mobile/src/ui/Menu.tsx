import { Modal, Pressable, useWindowDimensions, View } from 'react-native';
import { useSafeAreaInsets } from 'react-native-safe-area-context';
import { ActionRow } from './ActionRow.tsx';
import type { IconName } from './Icon.tsx';
import { menuKeys } from './menuKeys';
import { Text } from './Text.tsx';
import { START } from './startEdge';
import { themed } from './theme.tsx';
import { radius, size, space } from './tokens.ts';
import { useIsWide } from './useIsWide.ts';
import { useReducedMotion } from './useReducedMotion';

export interface MenuItem {
  readonly icon: IconName;
  readonly label: string;
  readonly tone?: 'ink' | 'negative';
  readonly onPress: () => void;
  /** It leads to another menu, in place of this one. */
  readonly leadsOn?: boolean;
  readonly testID: string;
}

/** A place in the window. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

interface Props {
  /** What the choice is about. */
  title: string;
  items: readonly MenuItem[];
  /** Where it was asked for. */
  at: Point;
  onClose: () => void;
}

/** What can be done with something: beside it in a wide window, as a sheet in the thumb's reach in a narrow one. */
export function Menu({ title, items, at, onClose }: Props) {
  const styles = useStyles();
  const wide = useIsWide();
  const still = useReducedMotion();
  const window = useWindowDimensions();
  const { bottom } = useSafeAreaInsets();
  return (
    <Modal
      transparent
      visible
      animationType={still || wide ? 'none' : 'slide'}
      onRequestClose={onClose}
      aria-label={title}
    >
      <View style={[styles.layer, !wide && styles.dim]}>
        <View
          role="menu"
          aria-label={title}
          {...menuKeys(onClose)}
          style={[
            styles.menu,
            wide
              ? [styles.beside, placeOf(at, items.length, window)]
              : [styles.sheet, { paddingBottom: bottom + space.m }],
          ]}
          testID="menu"
        >
          {!wide && (
            <Text variant="caption" color="inkSoft" numberOfLines={1} style={styles.title} aria-hidden>
              {title}
            </Text>
          )}
          {items.map(({ onPress, leadsOn = false, ...item }) => (
            <ActionRow
              key={item.testID}
              {...item}
              role="menuitem"
              onPress={() => {
                if (!leadsOn) onClose();
                onPress();
              }}
            />
          ))}
        </View>
        {/* After the menu, so that the first thing to get the focus is its first item. */}
        <Pressable style={styles.outside} onPress={onClose} tabIndex={-1} aria-hidden testID="menu-outside" />
      </View>
    </Modal>
  );
}

/** Below the place where it was asked for, or above where there is no room, and within the window. */
function placeOf({ x, y }: Point, count: number, window: { width: number; height: number }) {
  const height = count * (size.touch + space.xs) + 2 * space.xs;
  const top = y + height + space.s > window.height ? y - height : y;
  return {
    top: Math.max(space.s, top),
    left: Math.max(space.s, Math.min(x, window.width - size.menu - space.s)),
  };
}

const useStyles = themed(({ color }) => ({
  layer: { flex: 1, justifyContent: 'flex-end' },
  dim: { backgroundColor: color.scrim },
  outside: { position: 'absolute', top: 0, end: 0, bottom: 0, start: 0, cursor: 'auto' },
  menu: {
    zIndex: 1,
    overflow: 'hidden',
    paddingVertical: space.xs,
    backgroundColor: color.surface,
    boxShadow: `0 8px 32px ${color.shadow}33`,
  },
  beside: {
    position: 'absolute',
    width: size.menu,
    borderRadius: radius.m,
    borderWidth: 1,
    borderColor: color.line,
  },
  sheet: { borderTopStartRadius: radius.xl, borderTopEndRadius: radius.xl, paddingVertical: space.m },
  title: { paddingHorizontal: space.l, paddingVertical: space.s, textAlign: START },
}));
