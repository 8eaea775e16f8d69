import { v7 as uuid } from 'uuid';
import { systemClock, type Clock } from './clock.ts';
import { connectBySocketIo, type Connect } from './connection.ts';
import { postByXhr, type PostForm } from './post-form.ts';
import type { Fetch } from './request.ts';

/** Everything a client does not decide by itself. An app leaves it as it is; a simulation makes it up from a seed. */
export interface Environment {
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  /** An id nobody else will make, as for a message. */
  readonly newId: () => string;
  /** Where the device is, by its IANA name. */
  readonly timeZone: () => string;
  readonly fetch: Fetch;
  readonly postForm: PostForm;
  readonly connect: Connect;
}

/** The device as it is. */
export const systemEnvironment: Environment = {
  clock: systemClock,
  random: Math.random,
  newId: uuid,
  timeZone: () => new Intl.DateTimeFormat().resolvedOptions().timeZone,
  fetch: (url, init) => fetch(url, init),
  postForm: postByXhr,
  connect: connectBySocketIo,
};
