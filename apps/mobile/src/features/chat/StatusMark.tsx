import type { ThreadMessage } from '@duet/chat-client';
import { View } from 'react-native';
import { useTheme } from '../../ui/theme.tsx';
import { Vector } from '../../ui/Vector';
import { useWords } from '../../words/useWords.ts';

type Status = Exclude<ThreadMessage['status'], 'received'>;

const CLOCK = 'M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4ZM8 4.6V8l2.2 1.5';
const PAUSE = 'M5.8 3.5v9M10.2 3.5v9';
const ONE = 'M3 8.6l3.2 3.2L13 4.8';
const TWO = 'M1 8.6l3.2 3.2L11 4.8M8.7 11.2l.6.6L16.2 4.8';

const marks: Record<Status, string> = {
  queued: CLOCK,
  uploading: CLOCK,
  sending: CLOCK,
  paused: PAUSE,
  sent: ONE,
  delivered: TWO,
  read: TWO,
  failed: 'M8 3v6M8 12.5v.01',
};

interface Props {
  status: Status;
  onBubble?: boolean;
  /** Set where nothing else says it in words. */
  spoken?: boolean;
}

/** How far an own message has come, as the well-known marks: clock, tick, two ticks, two bright ticks. */
export function StatusMark({ status, onBubble = false, spoken = false }: Props) {
  const words = useWords();
  const { color } = useTheme();
  const quiet = onBubble ? color.onBubbleMineSoft : color.inkFaint;
  const bright = onBubble ? color.readTick : color.accentInk;
  const stroke = status === 'failed' ? color.negative : status === 'read' ? bright : quiet;
  const two = status === 'delivered' || status === 'read';
  return (
    <View testID={`message-status-${status}`} aria-hidden={!spoken}>
      <Vector
        viewBox={two ? '0 0 17 16' : '0 0 16 16'}
        width={two ? 17 : 16}
        height={16}
        paths={[{ d: marks[status], stroke, strokeWidth: status === 'read' ? 2 : 1.6 }]}
        {...(spoken ? { label: words.message.status[status] } : {})}
      />
    </View>
  );
}
