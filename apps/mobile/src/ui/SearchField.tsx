import { useState } from 'react';
import { TextInput, View } from 'react-native';
import { useWords } from '../words/useWords.ts';
import { Icon } from './Icon.tsx';
import { IconButton } from './IconButton.tsx';
import { themed, useTheme } from './theme.tsx';
import { radius, size, space } from './tokens.ts';

interface Props {
  label: string;
  value: string;
  maxLength: number;
  onChange: (value: string) => void;
  testID: string;
}

/** A line to look for something, emptied by its button and by Escape. */
export function SearchField({ label, value, maxLength, onChange, testID }: Props) {
  const styles = useStyles();
  const words = useWords();
  const { color, scheme } = useTheme();
  const [focused, setFocused] = useState(false);
  return (
    <View>
      <View style={styles.icon} pointerEvents="none">
        <Icon name="search" size={20} color="inkFaint" />
      </View>
      <TextInput
        value={value}
        onChangeText={onChange}
        aria-label={label}
        placeholder={label}
        placeholderTextColor={color.inkFaint}
        maxLength={maxLength}
        inputMode="search"
        enterKeyHint="search"
        autoCapitalize="none"
        autoCorrect={false}
        keyboardAppearance={scheme}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        onKeyPress={({ nativeEvent }) => {
          if (nativeEvent.key === 'Escape') onChange('');
        }}
        testID={testID}
        style={[styles.input, focused && styles.focused]}
      />
      {value !== '' && (
        <View style={styles.clear}>
          <IconButton
            icon="close"
            label={words.common.clear}
            onPress={() => onChange('')}
            testID={`${testID}-clear`}
          />
        </View>
      )}
    </View>
  );
}

const useStyles = themed(({ color, type }) => ({
  icon: { position: 'absolute', zIndex: 1, start: space.m, top: 0, bottom: 0, justifyContent: 'center' },
  clear: { position: 'absolute', end: 0, top: 0 },
  input: {
    ...type.body,
    // iOS draws text of a single line wrongly when it has a line height.
    lineHeight: undefined,
    height: size.touch,
    paddingStart: space.m + 20 + space.s,
    paddingEnd: size.touch,
    borderRadius: radius.round,
    borderWidth: 1,
    borderColor: color.outline,
    backgroundColor: color.surface,
    color: color.ink,
  },
  focused: { borderColor: color.accent },
}));
