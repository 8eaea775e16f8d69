import { until } from '@duet/testkit';
import { expect, it } from 'vitest';
import { ACKED, Ledger } from './ledger.ts';
import type { MessageKey } from './message-key.ts';
import { Outbox } from './outbox.ts';

/** A place where messages arrive, that answers, refuses or dies when it is told to. */
function startPlace() {
  const got: { key: MessageKey; answer: (ok: boolean) => void }[] = [];
  let closed: () => void = () => undefined;
  let away = false;
  let opened = 0;
  const open = async (onClosed: () => void) => {
    if (away) throw new Error('nobody is there');
    opened += 1;
    closed = onClosed;
    return {
      send: (key: MessageKey, answer: (ok: boolean) => void) => void got.push({ key, answer }),
      settle: async () => {},
      close: () => undefined,
    };
  };
  return {
    got,
    open,
    die: (isAway: boolean) => {
      away = isAway;
      closed();
    },
    comeBack: () => (away = false),
    get opened() {
      return opened;
    },
  };
}

it('sends one at a time, in order', async () => {
  const [ledger, place] = [new Ledger(1), startPlace()];
  const outbox = new Outbox(ledger, place.open);
  for (let n = 0; n < 3; n++) outbox.send(ledger.next(0));
  for (let n = 0; n < 3; n++) {
    await until(() => place.got.length === n + 1);
    expect(place.got[n]!.key.n).toBe(n);
    place.got[n]!.answer(true);
  }
  await until(() => outbox.empty);
  expect(ledger.counts().acked).toBe(3);
});

it('sends again what was refused', async () => {
  const [ledger, place] = [new Ledger(1), startPlace()];
  const outbox = new Outbox(ledger, place.open);
  outbox.send(ledger.next(0));
  await until(() => place.got.length === 1);
  place.got[0]!.answer(false);
  await until(() => place.got.length === 2);
  expect(place.got[1]!.key).toEqual(place.got[0]!.key);
});

it('sends again, over a new connection, what was under way when the old one was lost', async () => {
  const [ledger, place] = [new Ledger(1), startPlace()];
  const outbox = new Outbox(ledger, place.open);
  outbox.send(ledger.next(0));
  outbox.send(ledger.next(0));
  await until(() => place.got.length === 1);
  place.die(true);
  place.comeBack();
  await until(() => place.got.length === 2);
  expect(place.opened).toBe(2);
  expect(place.got[1]!.key.n).toBe(0);
  place.got[1]!.answer(true);
  await until(() => place.got.length === 3);
  place.got[2]!.answer(true);
  await until(() => outbox.empty);
  expect(ledger.states()).toEqual([Uint8Array.of(ACKED, ACKED)]);
});
