import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const TESTS = [
  '**/*.test.{ts,tsx}',
  '**/*.fixture.ts',
  'apps/*/test/**',
  'packages/testkit/**',
  'bench/**',
  'chaos/**',
  'demo/**',
  'e2e/**',
];
/** Where the environment is read. */
const CONFIGS = [
  '**/{vite,vitest,playwright}.config.*',
  'apps/server/src/config.ts',
  'apps/mobile/src/app/serverUrl.ts',
];

/** A string that begins like a statement, in the upper case we write them in. */
const SQL = String.raw`^\s*(SELECT|INSERT INTO|UPDATE \w+|DELETE FROM|WITH \w+|CREATE|ALTER|DROP|TRUNCATE|BEGIN|COMMIT|ROLLBACK|LISTEN|NOTIFY)\b`;
const SQL_MESSAGE = 'SQL belongs into a *.repository.ts, where the house looks for it.';

export default defineConfig(
  { ignores: ['**/dist/**', '**/node_modules/**', '**/.expo/**', 'coverage/**', '.bench/**', '.duet/**'] },
  {
    files: ['**/*.{ts,tsx,mts}'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'no-empty': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' },
      ],
      'no-control-regex': 'error',
      'no-misleading-character-class': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowNever: true }],
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
      // An async function keeps its promise to reject instead of throwing, whether it waits for anything or not.
      '@typescript-eslint/require-await': 'off',
      // What we hand out as objects of functions keeps no `this`.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    // One reader of the environment: what it may say stands in one place, and bad values are refused by name.
    files: ['apps/*/src/**', 'packages/*/src/**'],
    ignores: [...TESTS, ...CONFIGS],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only config.ts reads the environment.' },
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: ['process', 'node:process'].map((name) => ({ name, message: 'Use the global `process`.' })),
        },
      ],
    },
  },
  {
    files: ['apps/*/src/**', 'packages/*/src/**'],
    ignores: [
      '**/*.repository.ts',
      'apps/server/src/platform/postgres/**',
      'apps/server/src/demo/seed.ts',
      'packages/local-postgres/**',
      ...TESTS,
    ],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: `Literal[value=/${SQL}/]`, message: SQL_MESSAGE },
        { selector: `TemplateElement:first-child[value.raw=/${SQL}/]`, message: SQL_MESSAGE },
      ],
    },
  },
  {
    files: ['packages/chat-react/**', 'apps/{mobile,admin}/**'],
    plugins: { 'react-hooks': reactHooks },
    // Not the rules of the React compiler, which we do not use.
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error' },
  },
  {
    // React Native declares `process.env` as anything.
    files: CONFIGS,
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off' },
  },
  {
    files: ['tools/**', ...TESTS, ...CONFIGS],
    rules: { 'no-console': 'off' },
  },
);
