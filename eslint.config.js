import reactHooks from 'eslint-plugin-react-hooks';
import regexp from 'eslint-plugin-regexp';
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
const NO_SQL = [
  { selector: `Literal[value=/${SQL}/]`, message: SQL_MESSAGE },
  { selector: `TemplateElement:first-child[value.raw=/${SQL}/]`, message: SQL_MESSAGE },
];

/** What makes an expression slow, wherever its text comes from, or another than it looks. Style is not our concern. */
const EXPRESSIONS = [
  'no-super-linear-backtracking',
  'no-super-linear-move',
  'no-contradiction-with-assertion',
  'no-dupe-disjunctions',
  'no-empty-alternative',
  'no-empty-character-class',
  'no-invisible-character',
  'no-misleading-capturing-group',
  'no-misleading-unicode-character',
  'no-missing-g-flag',
  'no-useless-assertions',
  'no-useless-backreference',
  'no-useless-dollar-replacements',
  'strict',
].map((rule) => [`regexp/${rule}`, 'error']);

/** Where words stand that somebody reads or hears, and what looks like a sentence wherever it stands. */
const SPOKEN = String.raw`/^(title|text|label|placeholder|note|hint|reason|aria-label|\w+Label)$/`;
const LETTER = String.raw`[value=/\p{L}/u]`;
const LETTER_RAW = String.raw`[value.raw=/\p{L}/u]`;
const SENTENCE = String.raw`/^\p{Lu}\p{Ll}+ \p{L}/u`;
const NO_WORDS = [
  `JSXText${LETTER}`,
  `JSXElement > JSXExpressionContainer > Literal${LETTER}`,
  `JSXElement > JSXExpressionContainer > ConditionalExpression > Literal${LETTER}`,
  `JSXElement > JSXExpressionContainer > TemplateLiteral > TemplateElement${LETTER_RAW}`,
  `JSXAttribute[name.name=${SPOKEN}] > Literal${LETTER}`,
  `JSXAttribute[name.name=${SPOKEN}] > JSXExpressionContainer > Literal${LETTER}`,
  `JSXAttribute[name.name=${SPOKEN}] > JSXExpressionContainer > ConditionalExpression > Literal${LETTER}`,
  `JSXAttribute[name.name=${SPOKEN}] TemplateElement${LETTER_RAW}`,
  `Property[key.name=${SPOKEN}] > Literal${LETTER}`,
  `Property[key.name=${SPOKEN}] > TemplateLiteral > TemplateElement${LETTER_RAW}`,
  `:not(NewExpression) > Literal[value=${SENTENCE}]`,
].map((selector) => ({ selector, message: 'Words belong into src/words, in every language.' }));

/** Left and right in styles; where a place is measured, or depends on a text, it is no style of a theme. */
const NO_LEFT_OR_RIGHT = [
  String.raw`Property[key.name=/^(left|right|(margin|padding|border\w*)(Left|Right)\w*)$/]`,
  `Property[key.name='textAlign'] > Literal[value=/^(left|right)$/]`,
].map((selector) => ({
  selector: `CallExpression[callee.name='themed'] ${selector}`,
  message: 'Use start and end, and START: languages are read from either side.',
}));

export default defineConfig(
  { ignores: ['**/dist/**', '**/node_modules/**', '**/.expo/**', 'coverage/**', '.bench/**', '.duet/**'] },
  {
    files: ['**/*.{ts,tsx,mts}'],
    extends: [tseslint.configs.recommendedTypeChecked],
    plugins: { regexp },
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
      ...Object.fromEntries(EXPRESSIONS),
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
      'no-restricted-syntax': ['error', ...NO_SQL],
    },
  },
  {
    files: ['apps/mobile/src/**'],
    ignores: ['apps/mobile/src/words/**', ...TESTS],
    rules: { 'no-restricted-syntax': ['error', ...NO_SQL, ...NO_WORDS, ...NO_LEFT_OR_RIGHT] },
  },
  {
    files: ['packages/chat-react/**', 'apps/{mobile,admin}/**', 'examples/**'],
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
