import type { VectorProps } from './vectorProps.ts';

const style = { display: 'block', flexShrink: 0 } as const;

/** Draws paths with the browser's own SVG, which spares the web build a whole library. */
export function Vector({ viewBox, width, height, paths, label, turns }: VectorProps) {
  return (
    <svg
      viewBox={viewBox}
      width={width}
      height={height}
      style={style}
      data-turns={turns}
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    >
      {paths.map(({ d, fill = 'none', stroke = 'none', strokeWidth = 0 }) => (
        <path
          key={d}
          d={d}
          fill={fill}
          stroke={stroke}
          strokeWidth={strokeWidth}
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      ))}
    </svg>
  );
}
