export type Tone = 'positive' | 'caution' | 'negative' | 'neutral' | 'settled';

/** A state in a word. */
export function Chip({ label, tone }: { label: string; tone: Tone }) {
  return <span className={`chip ${tone}`}>{label}</span>;
}
