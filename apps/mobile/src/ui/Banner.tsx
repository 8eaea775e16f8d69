import { View, type ViewProps } from 'react-native';
import { Icon, type IconName } from './Icon.tsx';
import { Text } from './Text.tsx';
import { themed, useTheme } from './theme.tsx';
import { radius, space } from './tokens.ts';

interface Props extends Pick<ViewProps, 'testID'> {
  tone: 'caution' | 'negative' | 'neutral';
  icon: IconName;
  text: string;
}

/** One sentence about the state of things; announced when it appears. */
export function Banner({ tone, icon, text, testID }: Props) {
  const { color } = useTheme();
  const styles = useStyles();
  return (
    <View
      role={tone === 'negative' ? 'alert' : 'status'}
      style={[styles.banner, { backgroundColor: color[`${tone}Soft`] }]}
      testID={testID}
    >
      <Icon name={icon} size={18} color={tone} />
      <Text variant="detail" color={tone} style={styles.text}>
        {text}
      </Text>
    </View>
  );
}

const useStyles = themed(() => ({
  banner: {
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.s,
    paddingHorizontal: space.m,
    paddingVertical: space.s,
    borderRadius: radius.m,
  },
  text: { flex: 1 },
}));
