import { expect, it } from 'vitest';
import { placesOf, type AllocationProfile, type CpuProfile } from './profile.ts';

const call = (functionName: string, url: string) => ({ functionName, url });
const node = (id: number, functionName: string, url: string) => ({ id, callFrame: call(functionName, url) });

it('adds up packages, tells own functions apart, and leaves idle time out', () => {
  const profile: CpuProfile = {
    nodes: [
      node(1, '(idle)', ''),
      node(2, 'parse', 'file:///x/node_modules/pg/lib/parser.js'),
      node(3, 'query', 'file:///x/node_modules/pg/node_modules/pg-pool/index.js'),
      node(4, 'serialize', 'file:///x/node_modules/pg/lib/client.js'),
      node(5, 'sendMessage', 'file:///x/apps/server/src/features/messages/message.service.ts'),
      node(6, 'writev', 'node:net'),
      node(7, '(garbage collector)', ''),
    ],
    samples: [1, 2, 3, 4, 5, 6, 7],
    timeDeltas: [900, 20, 10, 20, 30, 10, 10],
  };
  expect(placesOf(profile).map(({ name, share }) => [name, Math.round(share * 100)])).toEqual([
    ['pg', 40],
    ['apps/server/src/features/messages/message.service.ts: sendMessage', 30],
    ['pg-pool', 10],
    ['Node: net', 10],
    ['(garbage collector)', 10],
  ]);
});

it('adds up what was allocated in the same way', () => {
  const profile: AllocationProfile = {
    head: {
      callFrame: call('(root)', ''),
      selfSize: 0,
      children: [
        { callFrame: call('parse', 'file:///x/node_modules/pg/lib/parser.js'), selfSize: 30, children: [] },
        {
          callFrame: call('toWire', 'file:///x/apps/server/src/features/messages/message.mapper.ts'),
          selfSize: 50,
          children: [
            { callFrame: call('serialize', 'file:///x/node_modules/pg/a.js'), selfSize: 20, children: [] },
          ],
        },
      ],
    },
  };
  expect(placesOf(profile).map(({ name, share }) => [name, Math.round(share * 100)])).toEqual([
    ['pg', 50],
    ['apps/server/src/features/messages/message.mapper.ts: toWire', 50],
    ['(root)', 0],
  ]);
});
