import { defineConfig } from 'vitest/config';

const DATABASE_TESTS = '**/*.db.test.{ts,tsx}';
const WHOLE_PRODUCT = 'tools/start.test.ts';
const NOT_OURS = ['**/node_modules/**', '**/dist/**', 'e2e/**', 'apps/mobile/test/**'];

/**
 * `unit` needs nothing but Node; `db` has a PostgreSQL of its own, with a database per file (@duet/testkit); `start`
 * is `npm start` itself.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...NOT_OURS, DATABASE_TESTS, WHOLE_PRODUCT],
          testTimeout: 10_000,
        },
      },
      {
        test: {
          name: 'db',
          include: [DATABASE_TESTS],
          exclude: NOT_OURS,
          globalSetup: ['@duet/testkit/global-setup'],
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
      // Starts everything and takes the time: when the others are done.
      { test: { name: 'start', include: [WHOLE_PRODUCT], sequence: { groupOrder: 1 } } },
    ],
  },
});
