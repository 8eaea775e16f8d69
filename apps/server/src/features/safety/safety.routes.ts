import type { Counter } from 'prom-client';
import type { RouteHandlers } from '../../platform/http/handlers.ts';

/** `warnings` counts what became of messages whose authors were warned. */
export function safetyRoutes(
  warnings: Pick<Counter<'kind' | 'outcome'>, 'inc'>,
): RouteHandlers<'tellContactWarning'> {
  return {
    tellContactWarning: async ({ body: { kinds, outcome } }) => {
      for (const kind of new Set(kinds)) warnings.inc({ kind, outcome });
      return {};
    },
  };
}
