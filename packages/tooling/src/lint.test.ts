import { resolve } from 'node:path';
import { ESLint } from 'eslint';
import { beforeAll, describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../..');
const SERVICE = 'apps/server/src/features/messages/message.service.ts';
const REPOSITORY = 'apps/server/src/features/messages/message.repository.ts';

const SCREEN = 'apps/mobile/src/features/chat/ChatScreen.tsx';

describe('lint', () => {
  let eslint: ESLint;
  beforeAll(() => {
    eslint = new ESLint({ cwd: ROOT });
  });

  // The text is linted as if it stood in the file, which must exist: the type-aware rules look at its project.
  test.each([
    [
      'process.env outside of config.ts',
      SERVICE,
      `export const port = process.env['PORT'];`,
      'no-restricted-properties',
    ],
    ['an imported environment', SERVICE, `export { env } from 'node:process';`, 'no-restricted-imports'],
    ['SQL in a service', SERVICE, `export const text = 'SELECT 1';`, 'no-restricted-syntax'],
    [
      'SQL in a template',
      SERVICE,
      'export const f = (x: string) => `\n  UPDATE users SET name = ${x}`;',
      'no-restricted-syntax',
    ],
    ['a floating promise', SERVICE, `async function f() {}\nf();`, '@typescript-eslint/no-floating-promises'],
    [
      'a type imported as a value',
      SERVICE,
      `import { Message } from '@duet/contract';\nexport type M = Message;`,
      '@typescript-eslint/consistent-type-imports',
    ],
    [
      'a forgotten case',
      SERVICE,
      `export function f(x: 'a' | 'b') {\n  switch (x) {\n    case 'a':\n      return 1;\n  }\n}`,
      '@typescript-eslint/switch-exhaustiveness-check',
    ],
    [
      'an expression that looks again and again',
      SERVICE,
      String.raw`export const a = /^(\w+\s?)*$/;`,
      'regexp/no-super-linear-backtracking',
    ],
    [
      'such an expression in pieces',
      SERVICE,
      'const WORD = String.raw`\\w+`;\nexport const a = new RegExp(`^(?:${WORD})+$`);',
      'regexp/no-super-linear-backtracking',
    ],
    [
      'an expression that begins anew at every character',
      SERVICE,
      String.raw`export const a = (text: string) => text.replace(/\s+$/, '');`,
      'regexp/no-super-linear-move',
    ],
    ['an empty catch', SERVICE, `export function f() {\n  try {\n    f();\n  } catch {}\n}`, 'no-empty'],
    ['a log line past the logger', SERVICE, `console.log('here');`, 'no-console'],
    [
      'a hook in a condition',
      'packages/chat-react/src/index.ts',
      `import { useState } from 'react';\nexport function useX(x: boolean) {\n  if (x) useState(1);\n}`,
      'react-hooks/rules-of-hooks',
    ],
    ['a word on a screen', SCREEN, `export const a = <b>Hello</b>;`, 'no-restricted-syntax'],
    [
      'a word with a number',
      SCREEN,
      'export const a = (n: number) => <b>{`${n} new`}</b>;',
      'no-restricted-syntax',
    ],
    [
      'a word for a screen reader',
      SCREEN,
      `export const a = (x: boolean) => <b aria-label={x ? 'On' : 'Off'} />;`,
      'no-restricted-syntax',
    ],
    ['the word of a button', SCREEN, `export const a = { label: 'Send' };`, 'no-restricted-syntax'],
    ['a sentence', SCREEN, `export const a = ['Not sent yet.'];`, 'no-restricted-syntax'],
    [
      'a style that is on the left in every language',
      SCREEN,
      `import { themed } from '../../ui/theme.tsx';\nexport const a = themed(() => ({ b: { marginLeft: 1 } }));`,
      'no-restricted-syntax',
    ],
  ])('%s is refused', { timeout: 60_000 }, async (_what, file, text, rule) => {
    expect(await rulesBroken(file, text)).toContain(rule);
  });

  test.each([
    ['SQL in a repository', REPOSITORY, `export const text = 'SELECT 1';`],
    ['the environment in config.ts', 'apps/server/src/config.ts', `export const port = process.env['PORT'];`],
    ['words that only look like SQL', SERVICE, `export const label = 'Select all';`],
    ['words of a programmer', SCREEN, `export const a = () => new Error('Outside of a thread.');`],
    ['an expression that looks once', SERVICE, String.raw`export const a = /^\w+(?:\s\w+)*$/;`],
    ['a name of the program', SCREEN, `export const a = <b role="button">{'📷'}</b>;`],
    ['a floating promise that says so', SERVICE, `async function f() {}\nvoid f();`],
  ])('%s is fine', { timeout: 60_000 }, async (_what, file, text) => {
    expect(await rulesBroken(file, text)).toEqual([]);
  });

  async function rulesBroken(file: string, text: string): Promise<(string | null)[]> {
    const [result] = await eslint.lintText(text, { filePath: resolve(ROOT, file) });
    return result!.messages.map(({ ruleId }) => ruleId);
  }
});
