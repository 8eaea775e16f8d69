import type { Environment, KeyValueStorage } from '@duet/chat-client';

/** One run of an app: what it lives by, until it is killed. */
export interface AppLife {
  readonly environment: Environment;
  readonly storage: KeyValueStorage;
  /** From one moment to the next: nothing it began goes on, and nothing reaches it any more. */
  kill(): void;
}

/** What an app asked for and nobody waits for any longer is never answered; whether it was done is not undone. */
export function beginLife(environment: Environment, storage: KeyValueStorage): AppLife {
  let over = false;
  const hangUps: (() => void)[] = [];
  const unlessOver =
    <Args extends unknown[]>(work: (...args: Args) => void) =>
    (...args: Args) => {
      if (!over) work(...args);
    };
  const whileAlive = <T>(work: () => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      if (!over) work().then(unlessOver(resolve), unlessOver(reject));
    });

  return {
    environment: {
      ...environment,
      clock: { ...environment.clock, after: (ms, work) => environment.clock.after(ms, unlessOver(work)) },
      fetch: (url, init) => whileAlive(() => environment.fetch(url, init)),
      connect(baseUrl, { onConnected, onRefused, onLost, onEvent }) {
        const connection = environment.connect(baseUrl, {
          onConnected: unlessOver(onConnected),
          onRefused: unlessOver(onRefused),
          onLost: unlessOver(onLost),
          onEvent: unlessOver(onEvent),
        });
        hangUps.push(() => connection.hangUp());
        return {
          get id() {
            return connection.id;
          },
          dial: unlessOver((token) => connection.dial(token)),
          hangUp: () => connection.hangUp(),
          ask: (event, input, timeoutMs) => whileAlive(() => connection.ask(event, input, timeoutMs)),
          tell: unlessOver((event, input) => connection.tell(event, input)),
        };
      },
    },
    storage: {
      getAllKeys: () => whileAlive(() => storage.getAllKeys()),
      getItem: (key) => whileAlive(() => storage.getItem(key)),
      setItem: (key, value) => whileAlive(() => storage.setItem(key, value)),
      removeItem: (key) => whileAlive(() => storage.removeItem(key)),
    },
    kill() {
      over = true;
      for (const hangUp of hangUps) hangUp();
    },
  };
}
