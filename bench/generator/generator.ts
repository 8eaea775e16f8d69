import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { CommandName, Commands, Reply, Request } from './protocol.ts';

/** A generator of load, in a process of its own. */
export interface Generator {
  readonly pid: number;
  /** Has it do something; rejects when it cannot, or has ended. */
  ask<N extends CommandName>(name: N, ...order: Parameters<Commands[N]>): ReturnType<Commands[N]>;
  stop(): Promise<void>;
}

export function startGenerator(): Generator {
  const child = fork(new URL('./generator-process.ts', import.meta.url), { serialization: 'advanced' });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let asked = 0;
  child.on('message', (message) => {
    const reply = message as Reply;
    const { resolve, reject } = waiting.get(reply.id)!;
    waiting.delete(reply.id);
    if ('error' in reply) reject(new Error(`The generator: ${reply.error}`));
    else resolve(reply.result);
  });
  child.once('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error('The generator has ended.'));
  });
  return {
    pid: child.pid!,
    ask(name, order?: unknown) {
      const answer = Promise.withResolvers<unknown>();
      asked += 1;
      waiting.set(asked, answer);
      child.send({ id: asked, name, order } satisfies Request);
      return answer.promise as ReturnType<Commands[typeof name]>;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}
