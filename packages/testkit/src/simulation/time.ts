import { setImmediate as nextTurn } from 'node:timers/promises';

interface Timer {
  readonly due: number;
  readonly nth: number;
  readonly work: () => void;
  cancelled: boolean;
}

/** Time that passes at once: whoever waits is woken in the order of being due, and of asking where that is the same. */
export class SimulatedTime {
  now = Date.UTC(2026, 0, 1);
  #asked = 0;
  /** A heap: the first one is the next one. */
  readonly #timers: Timer[] = [];

  after(ms: number, work: () => void): () => void {
    const timer = { due: this.now + ms, nth: (this.#asked += 1), work, cancelled: false };
    this.#add(timer);
    return () => void (timer.cancelled = true);
  }

  /** Lets so many milliseconds pass, or all until nobody waits. After each step everything runs that waits for nothing but its turn. */
  async pass(ms = Infinity): Promise<void> {
    const end = this.now + ms;
    await nextTurn();
    for (let next = this.#timers[0]; next && next.due <= end; next = this.#timers[0]) {
      this.#takeFirst();
      if (next.cancelled) continue;
      this.now = next.due;
      next.work();
      await allSettled();
    }
    if (end !== Infinity) this.now = end;
  }

  #add(timer: Timer): void {
    const heap = this.#timers;
    let place = heap.push(timer) - 1;
    for (
      let parent = (place - 1) >> 1;
      place > 0 && isSooner(timer, heap[parent]!);
      parent = (place - 1) >> 1
    ) {
      heap[place] = heap[parent]!;
      place = parent;
    }
    heap[place] = timer;
  }

  #takeFirst(): void {
    const heap = this.#timers;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child + 1 < heap.length && isSooner(heap[child + 1]!, heap[child]!)) child += 1;
      if (child >= heap.length || !isSooner(heap[child]!, last)) break;
      heap[place] = heap[child]!;
      place = child;
    }
    heap[place] = last;
  }
}

/** Until everything has run that waits for nothing but its turn. */
function allSettled(): Promise<void> {
  // A tick comes when no promise has anything left to run, and costs far less than a turn of the event loop.
  return new Promise((resolve) => process.nextTick(resolve));
}

function isSooner(a: Timer, b: Timer): boolean {
  return a.due < b.due || (a.due === b.due && a.nth < b.nth);
}
