import {
  ROUTES,
  type Ack,
  type ClientEventName,
  type ErrorObject,
  type RouteInput,
  type RouteName,
} from '@duet/contract';
import { callRoute, Device } from '@duet/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CALLERS, CAST, EVENT_ROWS, ROUTE_ROWS, type AnyCaller, type Caller, type Outcome } from './rows.ts';
import { absentThings, Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage.close());

/** An error but for what is different every time. */
const told = ({ requestId: _own, ...error }: ErrorObject) => error;
const whose = (caller: AnyCaller): Caller =>
  caller === 'nobody' || caller === 'ended' ? 'customer' : caller;

async function credentialsOf(caller: AnyCaller) {
  const person = CAST[whose(caller)];
  if (caller === 'nobody') return { person, accessToken: '', refreshToken: 'none' };
  const signedIn = await stage.signIn(whose(caller));
  if (caller === 'ended') await callRoute(stage.url, 'logout', {}, signedIn.accessToken);
  return { person, ...signedIn };
}

describe.each(Object.keys(ROUTE_ROWS) as RouteName[])('%s', (name) => {
  const { input, outcomes } = ROUTE_ROWS[name];
  const isDashboard = ROUTES[name].path.startsWith('/admin/');

  async function call(caller: AnyCaller, things: Parameters<typeof input>[0]) {
    const credentials = await credentialsOf(caller);
    const who =
      caller === 'nobody'
        ? undefined
        : isDashboard && caller === 'admin'
          ? await stage.adminSession()
          : credentials.accessToken;
    return callRoute(stage.url, name, input(things, credentials) as RouteInput<typeof name>, who);
  }

  it.each(Object.entries(outcomes) as [AnyCaller, Outcome][])(
    'answers %s with %s',
    async (caller, outcome) => {
      const answer = await call(caller, await stage.things());
      expect(answer.ok ? 'ok' : answer.error.code).toBe(outcome);
      const absent = outcomes.otherArtist;
      if (absent === 'ok' || caller === 'nobody' || caller === 'ended') return;
      // An administrator is told what there is.
      if (isDashboard && caller === 'admin') return;
      // What is not there is answered to everybody as what is not theirs: by the same words.
      const nothing = await call(caller, absentThings());
      expect(nothing).toMatchObject({ ok: false, error: { code: absent } });
      if (answer.ok || nothing.ok || outcome !== absent) return;
      expect([answer.status, told(answer.error)]).toEqual([nothing.status, told(nothing.error)]);
    },
  );
});

describe.each(Object.keys(EVENT_ROWS) as ClientEventName[])('%s', (name) => {
  const { input, outcomes } = EVENT_ROWS[name];

  it.each(CALLERS.map((caller) => [caller, outcomes[caller]] as const))(
    'answers %s with %s',
    async (caller, outcome) => {
      const device = await Device.connect(stage.url, CAST[caller]);
      const ask = (things: Parameters<typeof input>[0]): Promise<Ack<unknown>> =>
        device.emit(name, input(things, device));
      const ack = await ask(await stage.things());
      const nothing = await ask(absentThings());
      device.close();
      expect(ack.ok ? 'ok' : ack.error.code).toBe(outcome);
      const absent = outcomes.otherArtist;
      expect(nothing.ok ? 'ok' : nothing.error.code).toBe(absent);
      if (!ack.ok && !nothing.ok && outcome === absent) expect(told(ack.error)).toEqual(told(nothing.error));
    },
  );
});

it('meets no fault', async () => {
  expect(await stage.faults()).toEqual([]);
});
