interface Props {
  title: string;
  values: readonly (number | undefined)[];
  say: (value: number) => string;
}

const WIDTH = 240;
const HEIGHT = 56;

/** One instrument: what it shows now, and how it got there. */
export function Plot({ title, values, say }: Props) {
  const known = values.filter((value) => value !== undefined);
  const now = values.findLast((value) => value !== undefined);
  const highest = Math.max(...known, 0);
  const words = now === undefined ? 'Nothing yet' : say(now);
  return (
    <figure className="card plot">
      <figcaption>
        <span className="faint">{title}</span>
        <strong className="number">{words}</strong>
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${title}: ${words}, at most ${say(highest)}`}
      >
        <polyline points={toPoints(values, highest)} vectorEffect="non-scaling-stroke" />
      </svg>
    </figure>
  );
}

/** From left to right; what cannot be told is left out. */
function toPoints(values: Props['values'], highest: number): string {
  const step = WIDTH / Math.max(1, values.length - 1);
  return values
    .flatMap((value, index) =>
      value === undefined
        ? []
        : [
            `${(index * step).toFixed(1)},${(HEIGHT - 2 - (value / (highest || 1)) * (HEIGHT - 4)).toFixed(1)}`,
          ],
    )
    .join(' ');
}
