import { applyEvent, type ChatEvent } from './apply-event.ts';
import { Signal } from './signal.ts';
import { EMPTY_STATE, type ChatState } from './state.ts';

/** Holds the state and is the only one to replace it. */
export class Store {
  readonly #signal = new Signal();
  readonly #afterEvent: (event: ChatEvent) => void;
  #state: ChatState = EMPTY_STATE;

  /** `afterEvent` is called for each event once the state holds it. */
  constructor(afterEvent: (event: ChatEvent) => void) {
    this.#afterEvent = afterEvent;
  }

  readonly getState = (): ChatState => this.#state;

  /** Calls `listener` after every change of the state; the returned function ends that. */
  readonly subscribe = this.#signal.subscribe;

  /** Applies events in one step: listeners see the state before all of them, or after. */
  readonly dispatch = (...events: readonly ChatEvent[]): void => {
    const before = this.#state;
    this.#state = events.reduce(applyEvent, before);
    for (const event of events) this.#afterEvent(event);
    if (this.#state !== before) this.#signal.emit();
  };
}
