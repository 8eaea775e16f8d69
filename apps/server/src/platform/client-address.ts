import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv4, SocketAddress } from 'node:net';

/** Where a request comes from. The same for REST and for handshakes of sockets. */
export type ClientAddress = (request: Pick<IncomingMessage, 'socket' | 'headers'>) => string;

/** Whether a request may be answered, as to the way it came. */
export type SecureTransport = (request: Parameters<ClientAddress>[0]) => boolean;

/** More hops than any way through proxies has: of a longer list only its end is looked at. */
const MAX_HOPS = 20;

/** `10.0.0.0/8`, `fd00::/8`, or one address. Undefined when `text` is neither. */
export function parseNetwork(text: string): { address: string; prefix: number } | undefined {
  const [, address = '', digits] = /^([^/]+?)(?:\/(\d{1,3}))?$/.exec(text.trim()) ?? [];
  const canonical = toAddress(address);
  if (canonical === undefined) return undefined;
  const bits = isIPv4(canonical) ? 32 : 128;
  const prefix = digits === undefined ? bits : Number(digits);
  return prefix <= bits ? { address: canonical, prefix } : undefined;
}

/**
 * Reads the client's address as the network tells it: the peer of the connection, unless that is one of the proxies.
 * Then it is the last hop in X-Forwarded-For that is none of them, since each proxy adds at the end whom it was asked by,
 * and whatever stands before was claimed by somebody. A hop that is no address ends the walk: the client is then the
 * last one that is known. `proxies` are addresses and networks as `parseNetwork` reads them; without any, no header counts.
 */
export function readClientAddress(proxies: readonly string[]): ClientAddress {
  const isTrusted = trust(proxies);

  return ({ socket, headers }) => {
    // A connection that is gone already has no peer any more.
    let client = toAddress(socket.remoteAddress ?? '') ?? '';
    if (client === '' || proxies.length === 0) return client;
    const hops = String(headers['x-forwarded-for'] ?? '').split(',');
    for (const hop of hops.slice(-MAX_HOPS).reverse()) {
      if (!isTrusted(client)) return client;
      const before = toAddress(withoutPort(hop.trim()));
      if (before === undefined) return client;
      client = before;
    }
    return client;
  };
}

/**
 * Whether a request reached the proxies over TLS: it comes from one of them, and none says otherwise. What does not come
 * from a proxy has gone round the one that ends TLS. Of X-Forwarded-Proto the last word is the nearest proxy's.
 */
export function cameOverTls(proxies: readonly string[]): SecureTransport {
  const isTrusted = trust(proxies);
  return ({ socket, headers }) => {
    const peer = toAddress(socket.remoteAddress ?? '');
    const proto = String(headers['x-forwarded-proto'] ?? 'https')
      .split(',')
      .at(-1)!
      .trim()
      .toLowerCase();
    return peer !== undefined && isTrusted(peer) && (proto === 'https' || proto === 'wss');
  };
}

/** Addresses that no network passes on to another. */
const isPrivate = trust([
  ...['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'],
  ...['::1', 'fc00::/7', 'fe80::/10'],
]);
const PASSED_ON = ['x-forwarded-for', 'x-forwarded-proto', 'forwarded', 'via'];

/** Whether somebody in the server's own network asks, and not a proxy for somebody outside of it. */
export function cameFromInside({ socket, headers }: Parameters<ClientAddress>[0]): boolean {
  const peer = toAddress(socket.remoteAddress ?? '');
  return peer !== undefined && isPrivate(peer) && PASSED_ON.every((name) => headers[name] === undefined);
}

function trust(proxies: readonly string[]): (address: string) => boolean {
  const trusted = new BlockList();
  for (const text of proxies) {
    const network = parseNetwork(text);
    if (!network) throw new RangeError('A proxy must be an address or a network.');
    trusted.addSubnet(network.address, network.prefix, familyOf(network.address));
  }
  return (address) => trusted.check(address, familyOf(address));
}

/** What an address counts as for a rate: itself, or the /64 that every IPv6 customer has to choose from. */
export function toNetwork(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const [left, right] = [groups(head), groups(tail ?? '')];
  const zeros = Array<string>(8 - Math.min(8, left.length + right.length)).fill('0');
  return `${[...left, ...zeros, ...right].slice(0, 4).join(':')}::/64`;
}

/** The one way to write an address, so that nobody is two; IPv4 in IPv6 is IPv4. */
function toAddress(text: string): string | undefined {
  const family = isIP(text);
  if (family === 0) return undefined;
  if (family === 4) return text;
  const { address } = new SocketAddress({ address: text, family: 'ipv6' });
  return /^::ffff:([\d.]+)$/.exec(address)?.[1] ?? address;
}

/** Some proxies write the port along: `203.0.113.7:4711`, `[2001:db8::7]:4711`. */
function withoutPort(hop: string): string {
  const [, bracketed, dotted] = /^(?:\[([^\]]*)\](?::\d{1,5})?|([\d.]+):\d{1,5})$/.exec(hop) ?? [];
  return bracketed ?? dotted ?? hop;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv4(address) ? 'ipv4' : 'ipv6';
}
