import { useMemo, useRef, useState, type ReactNode } from 'react';
import { Animated, PanResponder } from 'react-native';
import { Icon } from '../../ui/Icon.tsx';
import { themed } from '../../ui/theme.tsx';
import { size, space } from '../../ui/tokens.ts';

/** A swipe this far is meant; it goes no further. */
const FAR = 56;
/** And one that has gone this far, and more to the side than up or down, is no scrolling. */
const BEGUN = 12;

interface Props {
  onReply: (() => void) | undefined;
  children: ReactNode;
}

/** A message that is swiped to the right is to be answered. */
export function SwipeToReply({ onReply, children }: Props) {
  const styles = useStyles();
  const [offset] = useState(() => new Animated.Value(0));
  const reply = useRef(onReply);
  reply.current = onReply;
  const { panHandlers } = useMemo(() => {
    const back = () => Animated.spring(offset, { toValue: 0, useNativeDriver: true }).start();
    return PanResponder.create({
      onMoveShouldSetPanResponder: (_event, { dx, dy }) =>
        reply.current !== undefined && dx > BEGUN && dx > 2 * Math.abs(dy),
      onPanResponderMove: (_event, { dx }) => offset.setValue(Math.max(0, Math.min(dx, FAR))),
      onPanResponderRelease: (_event, { dx }) => {
        if (dx >= FAR) reply.current?.();
        back();
      },
      onPanResponderTerminate: back,
    });
  }, [offset]);
  const opacity = offset.interpolate({ inputRange: [0, FAR], outputRange: [0, 1] });
  return (
    <Animated.View {...panHandlers} style={{ transform: [{ translateX: offset }] }}>
      <Animated.View style={[styles.icon, { opacity }]} aria-hidden>
        <Icon name="reply" color="accentInk" />
      </Animated.View>
      {children}
    </Animated.View>
  );
}

const useStyles = themed(() => ({
  icon: { position: 'absolute', start: -(size.icon + space.l), top: 0, bottom: 0, justifyContent: 'center' },
}));
