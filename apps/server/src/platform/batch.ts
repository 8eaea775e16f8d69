interface Wait<Answer> {
  resolve: (answer: Answer | undefined) => void;
  reject: (reason: unknown) => void;
}

/**
 * Answers many questions of one kind in few round trips. The first is asked at once; those that come while one is under
 * way go together with the next, so that none is answered by what was read before it came. When a round trip fails, all
 * who wait are told so, and wait no second time.
 */
export class Batch<Answer> {
  readonly #ask: (keys: readonly string[]) => Promise<ReadonlyMap<string, Answer>>;
  readonly #max: number;
  #waiting = new Map<string, Wait<Answer>[]>();
  #asking = false;

  /** `ask` answers what it knows of up to `max` keys. */
  constructor(ask: (keys: readonly string[]) => Promise<ReadonlyMap<string, Answer>>, max = 500) {
    this.#ask = ask;
    this.#max = max;
  }

  /** The answer for a key; undefined when there is none. Throws what `ask` throws. */
  get(key: string): Promise<Answer | undefined> {
    return new Promise((resolve, reject) => {
      const waits = this.#waiting.get(key) ?? [];
      waits.push({ resolve, reject });
      this.#waiting.set(key, waits);
      if (!this.#asking) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#asking = true;
    while (this.#waiting.size > 0) {
      const asked = [...this.#waiting].slice(0, this.#max);
      for (const [key] of asked) this.#waiting.delete(key);
      try {
        const answers = await this.#ask(asked.map(([key]) => key));
        for (const [key, waits] of asked) for (const { resolve } of waits) resolve(answers.get(key));
      } catch (error) {
        const failed = [...asked, ...this.#waiting];
        this.#waiting = new Map();
        for (const [, waits] of failed) for (const { reject } of waits) reject(error);
      }
    }
    this.#asking = false;
  }
}
