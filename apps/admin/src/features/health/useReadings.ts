import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { call } from '../../lib/api.ts';
import { INSTRUMENTS } from './instruments.ts';
import type { Sample } from './samples.ts';

const LOOK_MS = 5_000;
/** Ten minutes. */
const KEPT = 120;

interface Readings {
  readonly last: Sample | undefined;
  /** What each instrument showed, look by look, in the order of `INSTRUMENTS`. */
  readonly rows: readonly (readonly (number | undefined)[])[];
}

/** What the instruments show, from when the page was opened. Looking is not written down. */
export function useReadings() {
  const query = useQuery({
    queryKey: ['metrics'],
    queryFn: async (): Promise<Sample> => ({ at: Date.now(), metrics: (await call('getMetrics')).metrics }),
    refetchInterval: LOOK_MS,
    staleTime: 0,
    gcTime: 0,
  });
  const [readings, setReadings] = useState<Readings>({ last: undefined, rows: [] });
  const { data } = query;
  useEffect(() => {
    if (!data) return;
    setReadings(({ last, rows }) => {
      if (last && last.at >= data.at) return { last, rows };
      const row = INSTRUMENTS.map(({ read }) => read(data, last));
      return { last: data, rows: [...rows.slice(1 - KEPT), row] };
    });
  }, [data]);
  return { query, readings };
}
