import { callRoute, Device, people, startTestServer, until, type TestServer } from '@duet/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  await server.stop();
});

const connect = (person = people.alice) => Device.connect(server.url, person);

describe('a signed-in person', () => {
  it('J8 is out within a second of signing out, on this device only', async () => {
    const [phone, tablet] = [await connect(), await connect()];
    const before = performance.now();
    expect((await phone.call('logout')).status).toBe(204);
    await until(() => !phone.connected);
    expect(performance.now() - before).toBeLessThan(1_000);
    expect(phone.received('session:revoked')).toEqual([{ reason: 'signed_out' }]);
    expect(await phone.call('getMe')).toMatchObject({ status: 401, error: { code: 'session_revoked' } });
    expect(await phone.call('logout')).toMatchObject({ status: 401, error: { code: 'session_revoked' } });
    const { refreshToken } = phone;
    expect(await callRoute(server.url, 'refresh', { body: { refreshToken } })).toMatchObject({
      status: 401,
      error: { code: 'refresh_invalid' },
    });
    expect((await tablet.call('getMe')).status).toBe(200);
    expect(tablet.connected).toBe(true);
    tablet.close();
  });

  it('changes what the patch names, and nothing else', async () => {
    const device = await connect(people.bruno);
    const { user } = await device.get('updateMe', { body: { settings: { readReceipts: false } } });
    expect(user).toMatchObject({ name: 'Bruno', settings: { readReceipts: false, showPresence: true } });
    expect(await device.get('updateMe', { body: { name: '  Brúno ' } })).toEqual({
      user: { ...user, name: 'Brúno' },
    });
    expect(await device.get('getMe')).toEqual({ user: { ...user, name: 'Brúno' } });
    expect(await device.get('updateMe', { body: { timeZone: 'Asia/Seoul' } })).toMatchObject({
      user: { name: 'Brúno', timeZone: 'Asia/Seoul' },
    });
    expect(await device.call('updateMe', { body: { timeZone: 'Mars/Olympus' } })).toMatchObject({
      status: 400,
      error: { code: 'validation_failed' },
    });
    for (const name of ['Adа', 'Duet Support'])
      expect(await device.call('updateMe', { body: { name } })).toMatchObject({
        status: 400,
        error: { code: 'validation_failed', details: { issues: [{ path: 'name' }] } },
      });
    expect(await device.call('updateMe', { body: { roles: ['admin'] } as never })).toMatchObject({
      status: 400,
      error: { code: 'unknown_field' },
    });
    device.close();
  });
});

describe('tokens on the wire', () => {
  it('are each of one use (J6)', async () => {
    const device = await connect();
    const me = await callRoute(server.url, 'getMe', {}, device.refreshToken);
    expect(me).toMatchObject({ status: 401, error: { code: 'token_invalid' } });
    const body = { refreshToken: device.accessToken };
    expect(await callRoute(server.url, 'refresh', { body })).toMatchObject({
      status: 401,
      error: { code: 'refresh_invalid' },
    });
    device.close();
  });

  it('J10 are not read when they are huge', async () => {
    const huge = await callRoute(server.url, 'getMe', {}, 'x'.repeat(100_000));
    expect(huge).toMatchObject({ status: 431, error: { code: 'headers_too_large' } });
    const large = await callRoute(server.url, 'getMe', {}, 'x'.repeat(10_000));
    expect(large).toMatchObject({ status: 401, error: { code: 'token_invalid' } });
  });

  it('never stand in the log', async () => {
    const device = await connect();
    await device.call('getMe');
    expect(server.log()).not.toContain(device.accessToken.slice(0, 20));
    device.close();
  });
});

it('lists the people of the demo, who sign in with one tap', async () => {
  const answer = await callRoute(server.url, 'listDemoPeople');
  if (!answer.ok) throw new Error(answer.error.code);
  expect(answer.body.people.map(({ email }) => email)).toContain(people.alice.email);
  const [person] = answer.body.people;
  const body = { email: person!.email, password: answer.body.password };
  expect((await callRoute(server.url, 'login', { body })).status).toBe(200);
});
