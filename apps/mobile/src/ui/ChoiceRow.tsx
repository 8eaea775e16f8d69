import { View } from 'react-native';
import type { ChoiceProps } from './RadioGroup.tsx';
import { Segmented } from './Segmented.tsx';
import { Text } from './Text.tsx';
import { themed } from './theme.tsx';
import { space } from './tokens.ts';

/** Something that is one of a few, all in sight under what it is. */
export function ChoiceRow<V extends string>(props: ChoiceProps<V>) {
  const styles = useStyles();
  return (
    <View style={styles.row}>
      <Text variant="label" aria-hidden>
        {props.label}
      </Text>
      <Segmented {...props} />
    </View>
  );
}

const useStyles = themed(() => ({
  row: { gap: space.s, paddingHorizontal: space.l, paddingVertical: space.m },
}));
