import type { z } from 'zod';

/**
 * Holds what we are about to send against the contract.
 * @throws Error naming the places, never the values, where it is something else.
 */
export function assertConforms(schema: z.ZodType, output: unknown, name: string): void {
  const { success, error } = schema.safeParse(output);
  if (success) return;
  const places = error.issues.map((issue) => `${issue.path.join('.') || 'it'}: ${issue.message}`);
  throw new Error(`The output of ${name} breaks the contract: ${places.join('; ')}`);
}
