import type { ReactNode } from 'react';
import { View } from 'react-native';
import { useSafeAreaInsets } from 'react-native-safe-area-context';
import { useTheme } from './theme.tsx';

interface Props {
  ground?: 'background' | 'sunken' | 'surface';
  children: ReactNode;
  testID?: string;
}

/** Fills the window, clear of notches and bars. */
export function Screen({ ground = 'background', children, testID }: Props) {
  const { color } = useTheme();
  const { top, right, bottom, left } = useSafeAreaInsets();
  return (
    <View
      testID={testID}
      style={{
        flex: 1,
        backgroundColor: color[ground],
        paddingTop: top,
        paddingRight: right,
        paddingBottom: bottom,
        paddingLeft: left,
      }}
    >
      {children}
    </View>
  );
}
