import { fork } from 'node:child_process';
import { once } from 'node:events';
import { DEMO_PASSWORD, type TestPerson } from '@duet/testkit';

/** What the crowd's process is told. */
export interface CrowdOrder {
  readonly url: string;
  readonly emails: readonly string[];
  readonly password: string;
  /** Of each person. */
  readonly devices: number;
}

/** What it tells, ten times a second. */
export interface CrowdNews {
  /** Devices that are connected and have been told what they had missed. */
  readonly here: number;
  /** Attempts that the server turned down, by the code it gave; since the beginning. */
  readonly refusals: Readonly<Record<string, number>>;
}

/** Many devices that do nothing but stay connected and up to date. */
export interface Crowd {
  readonly news: CrowdNews;
  leave(): Promise<void>;
}

/** Brings devices of these people, in a process of their own, so that they do not slow down who writes the history. */
export async function gatherCrowd(
  url: string,
  people: readonly TestPerson[],
  devices: number,
): Promise<Crowd> {
  const child = fork(new URL('./crowd-process.ts', import.meta.url));
  let news: CrowdNews = { here: 0, refusals: {} };
  child.on('message', (latest) => (news = latest as CrowdNews));
  const order: CrowdOrder = {
    url,
    devices,
    emails: people.map(({ email }) => email),
    password: DEMO_PASSWORD,
  };
  child.send(order);
  return {
    get news() {
      return news;
    },
    async leave() {
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}
