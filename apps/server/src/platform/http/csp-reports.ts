import { AppError } from '@duet/contract';
import type { FastifyInstance } from 'fastify';
import type { Counter } from 'prom-client';
import { z } from 'zod';
import { toNetwork } from '../client-address.ts';
import type { RateLimiter } from '../rate-limiter.ts';
import { CSP_REPORTS_PATH } from './security.ts';

/** A browser's report is a few hundred bytes, and has the beginning of what it has blocked. */
const REPORT_BYTES = 8 * 1_024;
const MAX_TEXT = 200;
/** What a browser calls the directive that something was against. Anybody can post here, and a metric has few names. */
const DIRECTIVE =
  /^(default|script|style|connect|img|font|manifest|object|media|frame|worker|child)-src(-elem|-attr)?$|^(base-uri|form-action|frame-ancestors)$/;

const text = z
  .string()
  .transform((value) => value.slice(0, MAX_TEXT))
  .optional();
const report = z.object({
  'csp-report': z.object({
    'effective-directive': z.string().optional(),
    'violated-directive': z.string().optional(),
    'blocked-uri': text,
    'source-file': text,
    'line-number': z.number().optional(),
  }),
});

/**
 * Takes what browsers tell of violations of the content security policy: counted by directive, and logged without the
 * address of the page, which says who was looking at what.
 */
export async function serveCspReports(
  app: FastifyInstance,
  { limiter, violations }: { limiter: RateLimiter; violations: Pick<Counter<'directive'>, 'inc'> },
): Promise<void> {
  await app.register(async (scope) => {
    scope.addHook('onRequest', async (request) => {
      limiter.take('report', { address: toNetwork(request.address) });
    });
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/csp-report',
      { parseAs: 'string' },
      app.getDefaultJsonParser('error', 'error'),
    );
    scope.post(CSP_REPORTS_PATH, { bodyLimit: REPORT_BYTES }, async (request, reply) => {
      const parsed = report.safeParse(request.body);
      if (!parsed.success) throw new AppError('validation_failed', {}, { cause: parsed.error });
      const told = parsed.data['csp-report'];
      const named = told['effective-directive'] ?? told['violated-directive']?.split(' ')[0] ?? '';
      const directive = DIRECTIVE.test(named) ? named : 'other';
      violations.inc({ directive });
      request.log.warn(
        { directive, blocked: told['blocked-uri'], file: told['source-file'], line: told['line-number'] },
        'content security policy violated',
      );
      return reply.code(204).send();
    });
  });
}
