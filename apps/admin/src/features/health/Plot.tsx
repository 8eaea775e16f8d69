import { KEPT } from './useReadings.ts';

interface Props {
  title: string;
  /** The latest last. */
  values: readonly (number | undefined)[];
  say: (value: number) => string;
}

const WIDTH = 240;
const HEIGHT = 56;

/** One instrument: what it shows now, and how it got there in ten minutes. */
export function Plot({ title, values, say }: Props) {
  const highest = Math.max(...values.filter((value) => value !== undefined), 0);
  const now = values.at(-1);
  const words = now === undefined ? 'None lately' : say(now);
  return (
    <figure className="card plot">
      <figcaption>
        <span className="faint">{title}</span>
        <strong className={now === undefined ? 'soft' : 'number'}>{words}</strong>
        <span className="faint">{highest > 0 ? `at most ${say(highest)}` : '\u00a0'}</span>
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${title}: ${words}, at most ${say(highest)} in ten minutes`}
      >
        <path className="ground" d={`M0 ${HEIGHT - 1}H${WIDTH}`} />
        <path className="course" d={toPath(values, highest)} />
      </svg>
      <p className="plot-scale faint" aria-hidden>
        <span>10 min</span>
        <span>now</span>
      </p>
    </figure>
  );
}

/** From left to right, the latest at the edge; a gap where nothing can be told. */
function toPath(values: Props['values'], highest: number): string {
  const step = WIDTH / (KEPT - 1);
  return values
    .map((value, index) => {
      if (value === undefined) return '';
      const x = WIDTH - (values.length - 1 - index) * step;
      const y = HEIGHT - 3 - (value / (highest || 1)) * (HEIGHT - 6);
      // A point of no length, which is drawn as a dot, begins each part.
      const begins = values[index - 1] === undefined;
      return `${begins ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}${begins ? 'h0' : ''}`;
    })
    .join('');
}
