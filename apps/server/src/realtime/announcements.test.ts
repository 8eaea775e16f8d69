import { pino } from 'pino';
import { expect, it, vi } from 'vitest';
import { Announcements } from './announcements.ts';

const announcements = () => new Announcements(pino({ level: 'silent' }));

it('tells of a transaction once, whoever comes first, also while the first is at it', async () => {
  const told = announcements();
  const first = Promise.withResolvers<undefined>();
  const publish = vi.fn(() => first.promise);
  const telling = told.tell('a', ['1'], publish);
  expect(told.isTold('a', '1')).toBe(true);
  await told.tell('a', ['1'], publish);
  first.resolve(undefined);
  await telling;
  expect(publish).toHaveBeenCalledTimes(1);
  // Another conversation of the same transaction, and another transaction, are others.
  await told.tell('b', ['1'], publish);
  await told.tell('a', ['1', '2'], publish);
  expect(publish).toHaveBeenCalledTimes(3);
});

it('does not fail, and forgets what could not be told', async () => {
  const told = announcements();
  await told.tell('a', ['1'], () => Promise.reject(new Error('no database')));
  expect(told.isTold('a', '1')).toBe(false);
});

it('tells of each part of a transaction by itself, and knows when all of it is told', async () => {
  const told = announcements();
  const publish = vi.fn();
  const part = { tx: '1', parts: 2 };
  await told.tellPart('a', part, publish);
  expect(told.isTold('a', '1')).toBe(false);
  await told.tellPart('a', part, publish);
  expect(told.isTold('a', '1')).toBe(true);
  await told.tell('a', ['1'], publish);
  expect(publish).toHaveBeenCalledTimes(2);
});

it('leaves a transaction of which a part could not be told to whoever tells of all of it', async () => {
  const told = announcements();
  const publish = vi.fn();
  const part = { tx: '1', parts: 2 };
  await told.tellPart('a', part, () => Promise.reject(new Error('no database')));
  await told.tellPart('a', part, publish);
  expect(told.isTold('a', '1')).toBe(false);
  await told.tell('a', ['1'], publish);
  await told.tellPart('a', part, publish);
  expect(publish).toHaveBeenCalledTimes(2);
});
