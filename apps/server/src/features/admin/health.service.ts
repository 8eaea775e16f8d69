import type { Engagement, Metric } from '@duet/contract';
import type { Registry } from 'prom-client';
import type { EngagementRepository } from './engagement.repository.ts';

/** What of the instruments is for the dashboard: our own, and how the process is. */
const SHOWN = /^(duet_|process_(cpu|resident|start|open)|nodejs_(eventloop|heap))/;

/** How the server does, for administrators. It says nothing of anybody, and asking is not written down. */
export class HealthService {
  readonly #registry: Registry;
  readonly #engagement: EngagementRepository;

  constructor(registry: Registry, engagement: EngagementRepository) {
    this.#registry = registry;
    this.#engagement = engagement;
  }

  async getMetrics(): Promise<Metric[]> {
    const metrics = await this.#registry.getMetricsAsJSON();
    return metrics
      .filter(({ name }) => SHOWN.test(name))
      .map((metric) => ({
        name: metric.name,
        help: metric.help,
        type: String(metric.type) as Metric['type'],
        values: (metric.values as readonly Series[])
          .filter(({ value }) => Number.isFinite(value))
          .map(({ metricName, labels, value }) => ({
            series: metricName ?? metric.name,
            labels: Object.fromEntries(Object.entries(labels).map(([label, of]) => [label, String(of)])),
            value,
          })),
      }));
  }

  async getEngagement(): Promise<Engagement> {
    return this.#engagement.getEngagement();
  }
}

/** What prom-client's types leave out. */
interface Series {
  readonly metricName?: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}
