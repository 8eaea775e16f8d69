import { ROUTES, type ErrorCode, type Route } from '@duet/contract';
import { rest, type HostileCase } from './hostile-case.ts';
import type { WireRequest } from './world.ts';

/** What a route is asked at, where nobody has what it names. */
function addressOf({ path }: Route): string {
  return `.${path.replaceAll(/:(\w+)/g, (_all, name: string) => (name === 'externalId' ? 'nobody' : crypto.randomUUID()))}`;
}

/** Where no integration key is configured, the host marketplace's routes are not there. */
const UNKEYED: readonly ErrorCode[] = ['auth_required', 'key_invalid', 'not_found'];

const NO_BODY: readonly [says: string, body: string, type: string, codes: ErrorCode | ErrorCode[]][] = [
  ['text', '{}', 'text/plain', 'unsupported_media_type'],
  ['half a body', '{"a":', 'application/json', 'bad_json'],
  ['a prototype', '{"__proto__":{"admin":true}}', 'application/json', 'bad_json'],
  ['a list', '[[[[[[{}]]]]]]', 'application/json', 'validation_failed'],
  ['a number', '1e308', 'application/json', 'validation_failed'],
  [
    'nothing it knows',
    '{"senderId":{"$ne":null}}',
    'application/json',
    ['validation_failed', 'unknown_field'],
  ],
];

/** What every route of the contract refuses alike, also those that were added today. */
export const EVERY_ROUTE_CASES: readonly HostileCase[] = Object.entries(ROUTES).flatMap(
  ([name, route]: [string, Route]): HostileCase[] => {
    const { method, access, body } = route;
    const ask =
      (more: Partial<WireRequest> = {}) =>
      () => ({ method, path: addressOf(route), ...more });
    const asCustomer = { as: 'customer' } as const;
    const guarded: Partial<
      Record<Route['access'], [unsigned: readonly ErrorCode[], forged: readonly ErrorCode[]]>
    > = {
      session: [['auth_required'], ['token_invalid']],
      admin: [['auth_required'], ['token_invalid']],
      integration: [UNKEYED, UNKEYED],
    };
    const [unsigned, forged] = guarded[access] ?? [];
    return [
      rest('R24', `${name} by another method`, ask({ method: 'PROPFIND' }), 'method_not_allowed'),
      ...(unsigned ? [rest('R33', `${name} by nobody`, ask(), unsigned)] : []),
      ...(forged
        ? [
            rest(
              'J5',
              `${name} with a token of nobody`,
              ask({ headers: ['Authorization: Bearer a.b.c'] }),
              forged,
            ),
          ]
        : []),
      ...(access === 'integration'
        ? [rest('R33', `${name} with a person's token`, ask(asCustomer), UNKEYED)]
        : []),
      ...(access === 'admin'
        ? [rest('R33', `${name} with a person's token`, ask(asCustomer), 'forbidden')]
        : []),
      ...(access === 'session'
        ? [
            rest(
              'R4',
              `${name} with a question nobody knows`,
              () => ({ method, path: `${addressOf(route)}?__proto__=1&admin=true`, ...asCustomer }),
              ['unknown_field', 'validation_failed'],
            ),
          ]
        : []),
      ...(access === 'session' && body
        ? NO_BODY.map(([says, text, type, codes]) =>
            rest(
              'R1',
              `${name} with ${says}`,
              ask({ ...asCustomer, body: text, headers: [`Content-Type: ${type}`] }),
              codes,
            ),
          )
        : []),
    ];
  },
);
