import { AppError } from '@duet/contract';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import pg from 'pg';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { logFormat } from './logger.ts';

function logged(...call: [object, string?]): string {
  let text = '';
  pino(logFormat('info'), { write: (line: string) => (text += line) }).info(...call);
  return text;
}

describe('the log', () => {
  it('has a level by name and the time in UTC', () => {
    const line = JSON.parse(logged({ seq: 7 }, 'stored')) as Record<string, unknown>;
    expect(line).toMatchObject({ level: 'info', msg: 'stored', seq: 7 });
    expect(line['time']).toMatch(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/);
  });

  it.each(['authorization', 'token', 'accessToken', 'refreshToken', 'password', 'content'])(
    'hides %s',
    (key) => {
      const line = logged({ [key]: 'canary', body: { [key]: 'canary', message: { [key]: 'canary' } } });
      expect(line).not.toContain('canary');
      expect(line.match(/\[redacted\]/g)).toHaveLength(3);
    },
  );

  it('hides what is in a list, or in an object that inherits nothing', () => {
    const bare = Object.assign(Object.create(null) as object, { token: 'canary' });
    const line = logged({ list: [{ token: 'canary', seq: 7 }, 'kept'], query: bare });
    expect(JSON.parse(line)).toMatchObject({
      list: [{ token: '[redacted]', seq: 7 }, 'kept'],
      query: { token: '[redacted]' },
    });
  });

  it('R35 keeps a line a line', () => {
    expect(logged({ userAgent: 'a\r\n{"level":"fatal"}' }).trim().split('\n')).toHaveLength(1);
  });

  it('tells an error with its stack and its causes, but no rows that PostgreSQL quotes', () => {
    const cause = Object.assign(new pg.DatabaseError('duplicate key value', 10, 'error'), {
      code: '23505',
      constraint: 'messages_pkey',
      detail: 'Key (content)=(canary) already exists.',
      where: 'canary',
    });
    const line = logged({ err: new AppError('database_unavailable', { canary: true }, { cause }) });
    expect(line).not.toContain('canary');
    expect(JSON.parse(line)).toMatchObject({
      err: {
        type: 'AppError',
        code: 'database_unavailable',
        cause: {
          code: '23505',
          constraint: 'messages_pkey',
          stack: expect.stringContaining('logger.test.ts') as string,
        },
      },
    });
  });
});

it('keeps every line of a process that ends, and writes a warning at once, with what came before it', async () => {
  const script = `
    import { writeSync } from 'node:fs';
    import { createLogger } from ${JSON.stringify(new URL('logger.ts', import.meta.url).href)};
    const log = createLogger({ level: 'info', pretty: false });
    log.info('first');
    log.child({ requestId: '7' }).warn('second');
    writeSync(1, 'third\\n');
    log.info('fourth');
    process.exit(0);
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  expect(stdout.match(/first|second|third|fourth/g)).toEqual(['first', 'second', 'third', 'fourth']);
});
