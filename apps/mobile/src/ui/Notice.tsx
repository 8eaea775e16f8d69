import type { ReactNode } from 'react';
import { View } from 'react-native';
import { Icon, type IconName } from './Icon.tsx';
import { Text } from './Text.tsx';
import { themed } from './theme.tsx';
import { radius, space } from './tokens.ts';

interface Props {
  icon: IconName;
  title: string;
  text: string;
  /** What the person can do about it. */
  children?: ReactNode;
  testID?: string;
}

/** A place with nothing in it: why, and what now. */
export function EmptyState({ icon, title, text, children, testID }: Props) {
  const styles = useStyles();
  return (
    <View style={styles.box} testID={testID}>
      <View style={styles.disc}>
        <Icon name={icon} size={28} color="accentInk" />
      </View>
      <Text variant="heading" role="heading" aria-level={2} style={styles.centred}>
        {title}
      </Text>
      <Text variant="detail" color="inkSoft" style={styles.centred}>
        {text}
      </Text>
      {children !== undefined && <View style={styles.actions}>{children}</View>}
    </View>
  );
}

/** A place that could not be filled; announced at once. */
export function ErrorState(props: Omit<Props, 'icon'>) {
  const styles = useStyles();
  return (
    <View role="alert" style={styles.fill}>
      <EmptyState icon="alert" {...props} />
    </View>
  );
}

const useStyles = themed(({ color }) => ({
  fill: { flex: 1 },
  box: { flex: 1, alignItems: 'center', justifyContent: 'center', padding: space.xxl, gap: space.s },
  disc: {
    width: 64,
    height: 64,
    borderRadius: radius.round,
    backgroundColor: color.accentSoft,
    alignItems: 'center',
    justifyContent: 'center',
    marginBottom: space.s,
  },
  centred: { textAlign: 'center', maxWidth: 320 },
  actions: { marginTop: space.m },
}));
