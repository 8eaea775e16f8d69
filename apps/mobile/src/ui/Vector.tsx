import { I18nManager, StyleSheet } from 'react-native';
import Svg, { Path } from 'react-native-svg';
import type { VectorProps } from './vectorProps.ts';

/** Draws paths; decoration unless it has a label. */
export function Vector({ viewBox, width, height, paths, label, turns = false }: VectorProps) {
  return (
    <Svg
      viewBox={viewBox}
      width={width}
      height={height}
      style={turns && I18nManager.isRTL ? [styles.turned] : []}
      accessible={label !== undefined}
      {...(label === undefined ? {} : { accessibilityRole: 'image', accessibilityLabel: label })}
    >
      {paths.map(({ d, fill = 'none', stroke = 'none', strokeWidth = 0 }) => (
        <Path
          key={d}
          d={d}
          fill={fill}
          stroke={stroke}
          strokeWidth={strokeWidth}
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      ))}
    </Svg>
  );
}

const styles = StyleSheet.create({ turned: { transform: [{ scaleX: -1 }] } });
