import type { Person } from '@duet/contract';
import { Text } from '../../ui/Text.tsx';
import { START } from '../../ui/startEdge';
import { themed } from '../../ui/theme.tsx';
import { useWords } from '../../words/useWords.ts';
import { ComposerBar } from './ComposerBar.tsx';
import { summaryOf } from './preview.ts';
import type { Editing } from './useEditing.ts';

/** Says that the composer holds a message that is there already, and which. */
export function EditBar({ editing, peer }: { editing: Editing; peer: Person }) {
  const styles = useStyles();
  const words = useWords();
  const { message, late, cancel } = editing;
  return (
    <ComposerBar name="edit" icon="pencil" cancelLabel={words.composer.editCancel} onCancel={cancel}>
      <Text variant="caption" color={late ? 'negative' : 'accentInk'} role="status">
        {late ? words.composer.editTooLate : words.composer.edit}
      </Text>
      <Text variant="caption" color="inkSoft" numberOfLines={1} style={styles.former}>
        {summaryOf(message, peer, words)}
      </Text>
    </ComposerBar>
  );
}

const useStyles = themed(() => ({ former: { textAlign: START } }));
