import type { ContactKind } from '@duet/contract';
import { View } from 'react-native';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Text } from '../../ui/Text.tsx';
import { themed } from '../../ui/theme.tsx';
import { radius, space } from '../../ui/tokens.ts';
import { useWords } from '../../words/useWords.ts';

interface Props {
  kinds: readonly ContactKind[];
  /** The other person will not see them yet. */
  masked: boolean;
  name: string;
  onEdit: () => void;
  onSend: () => void;
  /** The author says that it is none. */
  onWrong: () => void;
}

/** Told an author before contact details go out: what was found, why that matters, and what they can do. */
export function ContactNotice({ kinds, masked, name, onEdit, onSend, onWrong }: Props) {
  const styles = useStyles();
  const words = useWords().safety;
  const found = kinds.map((kind) => words.kinds[kind]).join(', ');
  return (
    <View style={styles.box} role="alert" testID="contact-notice">
      <View style={styles.head}>
        <Icon name="shield" size={18} color="caution" />
        <View style={styles.words}>
          <Text variant="label">{words.noticeTitle(found)}</Text>
          <Text variant="detail" color="inkSoft">
            {masked ? words.noticeMasked(name) : words.notice}
          </Text>
        </View>
      </View>
      <View style={styles.actions}>
        <Button small label={words.noticeEdit} onPress={onEdit} testID="contact-edit" />
        <Button small kind="secondary" label={words.noticeSend} onPress={onSend} testID="contact-send" />
        <Button small kind="quiet" label={words.noticeWrong} onPress={onWrong} testID="contact-wrong" />
      </View>
    </View>
  );
}

const useStyles = themed(({ color }) => ({
  box: {
    gap: space.s,
    padding: space.m,
    marginBottom: space.xs,
    borderRadius: radius.m,
    backgroundColor: color.cautionSoft,
  },
  head: { flexDirection: 'row', gap: space.s },
  words: { flex: 1, gap: space.xxs },
  actions: { flexDirection: 'row', flexWrap: 'wrap', gap: space.s },
}));
