import { Pressable, View } from 'react-native';
import { Icon } from '../../ui/Icon.tsx';
import { Text } from '../../ui/Text.tsx';
import { themed } from '../../ui/theme.tsx';
import { space } from '../../ui/tokens.ts';
import { useWords } from '../../words/useWords.ts';
import type { CautionKind } from './cautionOf.ts';

interface Props {
  kind: CautionKind;
  name: string;
  /** Where there is somebody to be reported. */
  onReport: (() => void) | undefined;
}

/** A quiet word below a message with contact details: what is hidden, from whom, or what to take care of. */
export function Caution({ kind, name, onReport }: Props) {
  const styles = useStyles();
  const words = useWords().safety;
  return (
    <View style={styles.line} testID={`caution-${kind}`}>
      <Icon name="shield" size={13} color="inkFaint" />
      <Text variant="micro" color="inkSoft" style={styles.words}>
        {words.cautions[kind](name)}
      </Text>
      {onReport && (
        <Pressable role="button" onPress={onReport} style={styles.report} testID="caution-report">
          <Text variant="micro" color="accentInk" style={styles.strong}>
            {words.report}
          </Text>
        </Pressable>
      )}
    </View>
  );
}

const useStyles = themed(() => ({
  line: {
    maxWidth: '100%',
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.xs,
    paddingHorizontal: space.xs,
    paddingVertical: space.xxs,
  },
  words: { flexShrink: 1 },
  report: { minHeight: 24, justifyContent: 'center', paddingHorizontal: space.xs },
  strong: { fontWeight: '600' },
}));
