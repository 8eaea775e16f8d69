import type { Person } from '@duet/contract';
import { Text } from '../../ui/Text.tsx';
import { themed } from '../../ui/theme.tsx';
import { ComposerBar } from './ComposerBar.tsx';
import { summaryOf } from './preview.ts';
import type { Editing } from './useEditing.ts';

/** Says that the composer holds a message that is there already, and which. */
export function EditBar({ editing, peer }: { editing: Editing; peer: Person }) {
  const styles = useStyles();
  const { message, late, cancel } = editing;
  return (
    <ComposerBar name="edit" icon="pencil" cancelLabel="Stop editing" onCancel={cancel}>
      <Text variant="caption" color={late ? 'negative' : 'accentInk'} role="status">
        {late ? 'This message can no longer be edited. Copy the text to keep it.' : 'Edit message'}
      </Text>
      <Text variant="caption" color="inkSoft" numberOfLines={1} style={styles.former}>
        {summaryOf(message, peer)}
      </Text>
    </ComposerBar>
  );
}

const useStyles = themed(() => ({ former: { textAlign: 'left' } }));
