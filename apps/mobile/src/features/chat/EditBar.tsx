import type { Person } from '@duet/contract';
import { View } from 'react-native';
import { useEscape } from '../../lib/useEscape';
import { Icon } from '../../ui/Icon.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Text } from '../../ui/Text.tsx';
import { themed } from '../../ui/theme.tsx';
import { radius, space } from '../../ui/tokens.ts';
import { summaryOf } from './preview.ts';
import type { Editing } from './useEditing.ts';

/** Says that the composer holds a message that is there already, and which. Escape is the way out. */
export function EditBar({ editing, peer }: { editing: Editing; peer: Person }) {
  const styles = useStyles();
  const { message, late, cancel } = editing;
  useEscape(cancel);
  return (
    <View style={styles.bar} testID="edit-bar">
      <Icon name="pencil" size={18} color="accentInk" />
      <View style={styles.text}>
        <Text variant="caption" color={late ? 'negative' : 'accentInk'} role="status">
          {late ? 'This message can no longer be edited. Copy the text to keep it.' : 'Edit message'}
        </Text>
        <Text variant="caption" color="inkSoft" numberOfLines={1} style={styles.former}>
          {summaryOf(message, peer)}
        </Text>
      </View>
      <IconButton icon="close" label="Stop editing" onPress={cancel} testID="edit-cancel" />
    </View>
  );
}

const useStyles = themed(({ color }) => ({
  bar: {
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.s,
    paddingLeft: space.m,
    marginBottom: space.xs,
    borderRadius: radius.m,
    backgroundColor: color.accentSoft,
  },
  text: { flex: 1, minWidth: 0 },
  former: { textAlign: 'left' },
}));
