import { useId, useState, type Ref } from 'react';
import { TextInput, View, type TextInputProps } from 'react-native';
import { Text } from './Text.tsx';
import { themed, useTheme } from './theme.tsx';
import { radius, size, space } from './tokens.ts';

interface Props extends Omit<TextInputProps, 'style'> {
  label: string;
  ref?: Ref<TextInput>;
  invalid?: boolean;
}

/** A line of input under its label. */
export function Field({ label, invalid = false, onFocus, onBlur, ...rest }: Props) {
  const styles = useStyles();
  const { color, scheme } = useTheme();
  const id = useId();
  const [focused, setFocused] = useState(false);
  return (
    <View style={styles.field}>
      <Text variant="caption" color="inkSoft" nativeID={id}>
        {label}
      </Text>
      <TextInput
        {...rest}
        aria-labelledby={id}
        aria-invalid={invalid}
        keyboardAppearance={scheme}
        placeholderTextColor={color.inkFaint}
        onFocus={(event) => {
          setFocused(true);
          onFocus?.(event);
        }}
        onBlur={(event) => {
          setFocused(false);
          onBlur?.(event);
        }}
        style={[styles.input, invalid && styles.invalid, focused && styles.focused]}
      />
    </View>
  );
}

const useStyles = themed(({ color, type }) => ({
  field: { gap: space.xs },
  input: {
    ...type.body,
    // iOS draws text of a single line wrongly when it has a line height.
    lineHeight: undefined,
    minHeight: size.touch + 4,
    paddingHorizontal: space.m,
    borderWidth: 1,
    borderColor: color.outline,
    borderRadius: radius.m,
    backgroundColor: color.surface,
    color: color.ink,
  },
  focused: { borderColor: color.accent },
  invalid: { borderColor: color.negative },
}));
