// Which way imports may go: docs/architecture.md, "Directions". Each rule has a planted violation in
// packages/tooling/src/boundaries.test.ts that shows that it bites.

/** Tests may import what they test, and the testkit. */
const TEST = String.raw`\.(test|fixture)\.tsx?$|^apps/[^/]+/test/|^packages/testkit/|^(bench|chaos|demo|e2e)/`;
const FEATURE = '^apps/server/src/features/';

/** What the sources of a package may import, itself aside. Everything else is forbidden, Node's own modules too. */
function onlyImports(from, allowed) {
  return {
    name: `${from.replace(/^(apps|packages)\//, '')}-imports`,
    severity: 'error',
    from: { path: `^${from}/src/`, pathNot: TEST },
    to: { pathNot: [`^${from}/`, ...allowed.map((name) => `(^|/)${name}/`)] },
  };
}

function forbid(name, comment, from, to) {
  return { name, comment, severity: 'error', from, to };
}

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    onlyImports('packages/contract', ['node_modules/zod']),
    onlyImports('packages/chat-client', [
      'packages/contract',
      'node_modules/socket.io-client',
      'node_modules/uuid',
    ]),
    onlyImports('packages/chat-react', [
      'packages/contract',
      'packages/chat-client',
      'node_modules/react',
      'node_modules/@types/react',
      'node_modules/@tanstack/react-query',
    ]),
    forbid(
      'clients-never-import-the-server',
      'What a client needs to know of the server stands in the contract.',
      { path: '^(apps/(mobile|admin)|packages/(contract|chat-client|chat-react))/' },
      { path: '^apps/server/' },
    ),
    forbid(
      'the-dashboard-shares-no-screens',
      "It takes the app's tokens, its mark, a part of its build, and how a device is told.",
      { path: '^apps/admin/' },
      {
        path: '^apps/mobile/',
        pathNot: String.raw`^apps/mobile/(src/(ui/tokens|lib/deviceOf)\.ts|build/|public/)`,
      },
    ),
    forbid(
      'the-server-never-imports-a-client',
      'The two meet in the contract.',
      { path: '^apps/server/', pathNot: TEST },
      { path: '^(apps/(mobile|admin)|packages/chat-(client|react))/' },
    ),
    forbid(
      'examples-mount-what-is-exported',
      'An example is somebody else: to it there are the packages, and of the app what that exports.',
      { path: '^examples/' },
      {
        path: '^(apps|packages|tools|bench|chaos|e2e)/',
        pathNot: [
          String.raw`^packages/(contract|chat-client|chat-react)/src/(index|browser)\.ts$`,
          String.raw`^apps/mobile/(src/(screens\.ts|ui/screens\.css)|build/reactNativeWeb\.ts)$`,
        ],
      },
    ),
    forbid(
      'only-tests-import-testkit',
      'It holds fixed people with a known password, and servers that get killed. The simulation, and the hunt for leaks, are played by tools.',
      { pathNot: [TEST, String.raw`^tools/(simulate|leaks)\.ts$`] },
      { path: '^packages/testkit/' },
    ),
    forbid(
      'nothing-imports-a-test',
      'What two tests share is a fixture or belongs into testkit.',
      {},
      { path: String.raw`\.test\.tsx?$` },
    ),
    forbid(
      'transport-to-service-only',
      'Routes and socket handlers are one line: they call a service.',
      { path: String.raw`^apps/server/src/.+\.(routes|socket)\.ts$` },
      { path: [String.raw`\.repository\.ts$`, '^apps/server/src/platform/postgres/', 'node_modules/pg/'] },
    ),
    forbid(
      'service-knows-no-transport',
      'A service can be called by anything: a route, a socket, a job, a test.',
      { path: String.raw`\.service\.ts$`, pathNot: '^apps/server/src/realtime/' },
      {
        path: [
          'node_modules/(fastify|@fastify|socket\\.io)/',
          '^apps/server/src/platform/(http|sockets)/',
          String.raw`\.(routes|socket)\.ts$`,
        ],
      },
    ),
    forbid(
      'service-to-repository-only',
      'The database is reached through a repository: there is no fifth step.',
      { path: `${FEATURE}.+\\.service\\.ts$` },
      { path: ['^apps/server/src/platform/postgres/', 'node_modules/pg/'] },
    ),
    forbid(
      'repository-knows-no-service',
      'A repository is the last step.',
      { path: String.raw`\.repository\.ts$` },
      { path: String.raw`\.(service|routes|socket)\.ts$` },
    ),
    forbid(
      'features-meet-in-services',
      "Another feature's repository, routes and socket handlers are its own business; context.ts alone builds them.",
      { path: `${FEATURE}([^/]+)/`, pathNot: TEST },
      { path: `${FEATURE}.+\\.(repository|routes|socket)\\.ts$`, pathNot: `${FEATURE}$1/` },
    ),
    forbid(
      'only-context-builds-repositories',
      'The composition root is the one place where the parts are put together.',
      { path: '^apps/server/src/', pathNot: ['^apps/server/src/context\\.ts$', FEATURE, TEST] },
      { path: `${FEATURE}.+\\.repository\\.ts$` },
    ),
    forbid(
      'platform-and-realtime-know-no-feature',
      'They would be the same in another product.',
      { path: '^apps/server/src/(platform|realtime)/', pathNot: TEST },
      { path: FEATURE },
    ),
    forbid('no-cycles', 'Type imports count: a cycle of types is a cycle of ideas.', {}, { circular: true }),
    forbid('no-unresolvable', 'It is not there.', {}, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|coverage|test-results)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
