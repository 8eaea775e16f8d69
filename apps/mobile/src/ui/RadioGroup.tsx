import type { ReactNode } from 'react';
import { Pressable, View, type StyleProp, type ViewStyle } from 'react-native';
import type { Interaction } from './interaction.ts';
import { radioKeys } from './radioKeys.ts';

/** What one of some is chosen from. */
export interface ChoiceProps<V extends string> {
  label: string;
  options: readonly { value: V; label: string }[];
  /** undefined: none is chosen yet. */
  value: V | undefined;
  onChange: (value: V) => void;
  /** Of each option, with its value behind it. */
  testID?: string;
}

interface Props<V extends string> extends ChoiceProps<V> {
  style: StyleProp<ViewStyle>;
  optionStyle: (chosen: boolean, interaction: Interaction) => StyleProp<ViewStyle>;
  children: (label: string, chosen: boolean) => ReactNode;
}

/** One of some, however they look: Tab comes to the chosen one only, or to the first. */
export function RadioGroup<V extends string>({
  label,
  options,
  value,
  onChange,
  testID,
  style,
  optionStyle,
  children,
}: Props<V>) {
  const stop = value ?? options[0]?.value;
  return (
    <View role="radiogroup" aria-label={label} style={style} {...radioKeys()}>
      {options.map((option) => {
        const chosen = option.value === value;
        return (
          <Pressable
            key={option.value}
            role="radio"
            aria-checked={chosen}
            tabIndex={option.value === stop ? 0 : -1}
            onPress={() => onChange(option.value)}
            testID={testID && `${testID}-${option.value}`}
            style={(interaction) => optionStyle(chosen, interaction)}
          >
            {children(option.label, chosen)}
          </Pressable>
        );
      })}
    </View>
  );
}
