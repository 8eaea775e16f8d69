import type { ReactNode } from 'react';
import { View } from 'react-native';
import { useEscape } from '../../lib/useEscape';
import { Icon, type IconName } from '../../ui/Icon.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { themed } from '../../ui/theme.tsx';
import { radius, space } from '../../ui/tokens.ts';

interface Props {
  icon: IconName;
  /** What the way out is called. */
  cancelLabel: string;
  onCancel: () => void;
  /** Of the bar, and, with `-cancel`, of the way out. */
  name: 'edit' | 'reply';
  /** Two lines. */
  children: ReactNode;
}

/** Stands above the composer and says what becomes of what is written. Escape is the way out. */
export function ComposerBar({ icon, cancelLabel, onCancel, name, children }: Props) {
  const styles = useStyles();
  useEscape(onCancel);
  return (
    <View style={styles.bar} testID={`${name}-bar`}>
      <Icon name={icon} size={18} color="accentInk" />
      <View style={styles.text}>{children}</View>
      <IconButton icon="close" label={cancelLabel} onPress={onCancel} testID={`${name}-cancel`} />
    </View>
  );
}

const useStyles = themed(({ color }) => ({
  bar: {
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.s,
    paddingStart: space.m,
    marginBottom: space.xs,
    borderRadius: radius.m,
    backgroundColor: color.accentSoft,
  },
  text: { flex: 1, minWidth: 0 },
}));
