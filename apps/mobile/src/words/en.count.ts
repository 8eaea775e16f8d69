/** A number as English writes it. */
export const number = (count: number) => count.toLocaleString('en');

/** A number and what is counted. By hand: Hermes has no `Intl.PluralRules`, and a language knows its own rule. */
export const counted = (count: number, one: string, other: string) =>
  `${number(count)} ${count === 1 ? one : other}`;
