import { seededRandom } from '../random.ts';

/** Everything that is left to chance, from one seed. */
export class Chance {
  readonly random: () => number;

  constructor(seed: number) {
    this.random = seededRandom(seed);
  }

  /** A whole number from 0 up to, but not including, `bound`. */
  upTo(bound: number): number {
    return Math.floor(this.random() * bound);
  }

  holds(probability: number): boolean {
    return this.random() < probability;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.upTo(list.length)]!;
  }
}
