import { z } from 'zod';

/** One of the server's instruments, as it stands now in the process that was asked. */
export const metric = z.object({
  name: z.string(),
  help: z.string(),
  type: z.enum(['counter', 'gauge', 'histogram', 'summary']),
  values: z.array(
    z.object({
      /** `<name>`, or for histograms `<name>_bucket`, `<name>_sum` or `<name>_count`. */
      series: z.string(),
      labels: z.record(z.string(), z.string()),
      value: z.number(),
    }),
  ),
});
export type Metric = z.infer<typeof metric>;

/** How people answer each other: of the newest conversations, and what was written in them within seven days. */
export const engagement = z.object({
  conversations: z.number().int().nonnegative(),
  messages: z.number().int().nonnegative(),
  /** Shares of the messages, from 0 to 1, that the other side’s device has stored and its person has read. */
  delivered: z.number().nullable(),
  read: z.number().nullable(),
  /** Seconds until the other side answered; null when nobody has. */
  replySeconds: z.object({ median: z.number(), p90: z.number() }).nullable(),
});
export type Engagement = z.infer<typeof engagement>;
