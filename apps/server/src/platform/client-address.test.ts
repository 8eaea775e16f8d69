import { describe, expect, it } from 'vitest';
import { cameFromInside, cameOverTls, parseNetwork, readClientAddress, toNetwork } from './client-address.ts';

/** The address read for a peer and what it sends as X-Forwarded-For. */
function read(proxies: string[], peer: string | undefined, forwarded?: string): string {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return readClientAddress(proxies)({ socket: { remoteAddress: peer } as never, headers });
}

describe("the client's address", () => {
  it('R25 is the peer, whatever a header claims, unless the peer is a trusted proxy', () => {
    expect(read([], '198.51.100.9', '203.0.113.7')).toBe('198.51.100.9');
    expect(read(['10.0.0.1'], '198.51.100.9', '203.0.113.7')).toBe('198.51.100.9');
    expect(read(['10.0.0.1'], '10.0.0.2', '203.0.113.7')).toBe('10.0.0.2');
    expect(read(['10.0.0.1'], '10.0.0.1', '203.0.113.7')).toBe('203.0.113.7');
    expect(read(['10.0.0.1'], '10.0.0.1')).toBe('10.0.0.1');
    expect(read(['10.0.0.1'], undefined, '203.0.113.7')).toBe('');
  });

  it('is the last hop that no trusted proxy is: what stands before it was claimed', () => {
    const proxies = ['10.0.0.0/8', 'fd00::/8'];
    expect(read(proxies, '10.0.0.1', '1.1.1.1, 203.0.113.7')).toBe('203.0.113.7');
    expect(read(proxies, '10.0.0.1', '1.1.1.1, 203.0.113.7, fd00::5, 10.9.9.9')).toBe('203.0.113.7');
    expect(read(proxies, 'fd00::1', '1.1.1.1,203.0.113.7')).toBe('203.0.113.7');
    expect(read(proxies, '10.0.0.1', '10.0.0.2, 10.0.0.3')).toBe('10.0.0.2');
    expect(read(proxies, '10.0.0.1', `${'1.1.1.1,'.repeat(1_000)}203.0.113.7`)).toBe('203.0.113.7');
  });

  it.each([
    '',
    ' ',
    ',',
    'unknown',
    '_hidden',
    '203.0.113',
    '203.0.113.7.9',
    '0203.0.113.7',
    '203.0.113.7:port',
    '[2001:db8::7',
    'for=203.0.113.7',
    '"203.0.113.7"',
    '203.0.113.7/32',
    '2001:db8:::7',
    '\u0000',
    "' OR 1=1 --",
    'x'.repeat(10_000),
  ])('is the last one known where a hop is no address: %j', (hop) => {
    expect(read(['10.0.0.1'], '10.0.0.1', hop)).toBe('10.0.0.1');
    expect(read(['10.0.0.1', '10.0.0.2'], '10.0.0.1', `203.0.113.7, ${hop}, 10.0.0.2`)).toBe('10.0.0.2');
    expect(read(['10.0.0.1'], '10.0.0.1', `${hop}, 203.0.113.7`)).toBe('203.0.113.7');
  });

  it('has one form, with a port or without', () => {
    for (const hop of [
      '203.0.113.7',
      '203.0.113.7:4711',
      '::ffff:203.0.113.7',
      '[::ffff:203.0.113.7]:1',
      '::FFFF:cb00:7107',
    ])
      expect(read(['10.0.0.1'], '::ffff:10.0.0.1', hop)).toBe('203.0.113.7');
    for (const hop of ['2001:db8::7', '2001:0DB8:0:0::7', '[2001:db8::7]', '[2001:db8:0::7]:4711'])
      expect(read(['10.0.0.1'], '10.0.0.1', hop)).toBe('2001:db8::7');
  });

  it('counts as its /64 where it is one of IPv6', () => {
    expect(toNetwork('203.0.113.7')).toBe('203.0.113.7');
    expect(toNetwork('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64');
    expect(toNetwork('2001:db8::7')).toBe('2001:db8:0:0::/64');
    expect(toNetwork('2001:db8:0:0:ffff::')).toBe(toNetwork('2001:db8::7'));
    expect(toNetwork('::1')).toBe('0:0:0:0::/64');
    expect(toNetwork('')).toBe('');
  });
});

describe('a network', () => {
  it('is an address, or one with the length of its prefix', () => {
    expect(parseNetwork(' 10.0.0.0/8 ')).toEqual({ address: '10.0.0.0', prefix: 8 });
    expect(parseNetwork('10.0.0.1')).toEqual({ address: '10.0.0.1', prefix: 32 });
    expect(parseNetwork('FD00::/8')).toEqual({ address: 'fd00::', prefix: 8 });
    expect(parseNetwork('::1')).toEqual({ address: '::1', prefix: 128 });
    for (const text of [
      '',
      '10.0.0.0/33',
      '10.0.0.0/',
      '10.0.0/8',
      'fd00::/129',
      'loopback',
      '*',
      '10.0.0.1/8/8',
      '/8',
    ])
      expect(parseNetwork(text), text).toBeUndefined();
  });
});

describe('the inside', () => {
  const asks = (peer: string | undefined, headers: Record<string, string> = {}) =>
    cameFromInside({ socket: { remoteAddress: peer } as never, headers });

  it('is where a private address asks for itself', () => {
    for (const peer of ['127.0.0.1', '10.2.3.4', '::ffff:192.168.0.7', '172.31.0.1', '::1', 'fd00::9'])
      expect(asks(peer), peer).toBe(true);
    for (const peer of ['198.51.100.9', '172.32.0.1', '2001:db8::1', '', undefined])
      expect(asks(peer), peer).toBe(false);
  });

  it('is not where a proxy asks for somebody', () => {
    for (const header of ['x-forwarded-for', 'x-forwarded-proto', 'forwarded', 'via'])
      expect(asks('10.2.3.4', { [header]: '' }), header).toBe(false);
  });
});

describe('TLS', () => {
  const over = (peer: string | undefined, proto?: string) =>
    cameOverTls(['10.0.0.0/8'])({
      socket: { remoteAddress: peer } as never,
      headers: proto === undefined ? {} : { 'x-forwarded-proto': proto },
    });

  it('is what a trusted proxy has ended, unless it says that there was none', () => {
    for (const proto of [undefined, 'https', 'HTTPS', 'wss', 'http, https'])
      expect(over('10.0.0.1', proto), proto).toBe(true);
    for (const proto of ['http', 'ws', '', 'https, http', 'https;', 'x'.repeat(10_000)])
      expect(over('10.0.0.1', proto), proto).toBe(false);
  });

  it('was not there for whoever comes by another way, whatever they say', () => {
    for (const peer of ['198.51.100.9', '::1', '127.0.0.1', '', undefined])
      expect(over(peer, 'https'), peer).toBe(false);
    expect(over('::ffff:10.0.0.1', 'https')).toBe(true);
  });
});
