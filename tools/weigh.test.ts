import { expect, test } from 'vitest';
import { weigh, type Budget } from './weigh.ts';

const manifest = {
  'index.html': { file: 'index-1.js', name: 'index', imports: ['_shared-1.js'] },
  '_shared-1.js': { file: 'shared-1.js', name: 'shared', imports: ['_runtime-1.js'] },
  '_runtime-1.js': { file: 'runtime-1.js' },
  'src/Chat.tsx': { file: 'Chat-1.js', name: 'Chat', imports: ['_shared-1.js'] },
};
const budget: Budget = {
  routes: {
    first: { limit: 100, entries: ['index.html'] },
    chat: { limit: 150, entries: ['index.html', 'src/Chat.tsx'] },
  },
  chunks: { index: 30, shared: 50, Chat: 40 },
};
const sizes: Record<string, number> = {
  'index-1.js': 35,
  'shared-1.js': 50,
  'runtime-1.js': 1,
  'Chat-1.js': 90,
};
const sizeOf = (file: string): number => sizes[file] ?? 0;

test('counts every chunk of a route once, what it imports included, the one that grew most first', () => {
  const [first, chat] = weigh(manifest, sizeOf, budget);
  expect(first).toMatchObject({ route: 'first', limit: 100, size: 86 });
  expect(chat).toMatchObject({ route: 'chat', limit: 150, size: 176 });
  expect(chat?.chunks).toEqual([
    { name: 'Chat', size: 90, was: 40 },
    { name: 'index', size: 35, was: 30 },
    { name: 'runtime-1.js', size: 1, was: undefined },
    { name: 'shared', size: 50, was: 50 },
  ]);
});

test('an entry that the build does not have is no light route', () => {
  const moved = { ...budget, routes: { chat: { limit: 150, entries: ['src/Moved.tsx'] } } };
  expect(() => weigh(manifest, sizeOf, moved)).toThrow('src/Moved.tsx');
});
