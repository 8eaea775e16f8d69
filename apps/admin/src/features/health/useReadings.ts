import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { call } from '../../lib/api.ts';
import { INSTRUMENTS, type Instrument } from './instruments.ts';
import type { Sample } from './samples.ts';

const LOOK_MS = 5_000;
/** Ten minutes. */
export const KEPT = 120;
/** What is told is of the minute before. */
const LOOKS_OF_A_MINUTE = 12;

type Row = ReadonlyMap<Instrument, number | undefined>;
interface Readings {
  /** The latest, of a minute; the newest last. */
  readonly samples: readonly Sample[];
  /** What the instruments showed, look by look. */
  readonly rows: readonly Row[];
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
  const [readings, setReadings] = useState<Readings>({ samples: [], rows: [] });
  const { data } = query;
  useEffect(() => {
    if (data) setReadings((known) => withSample(known, data));
  }, [data]);
  return { query, readings };
}

function withSample({ samples, rows }: Readings, sample: Sample): Readings {
  if (samples.some(({ at }) => at >= sample.at)) return { samples, rows };
  const row: Row = new Map(
    INSTRUMENTS.flatMap(({ instruments }) => instruments).map((instrument) => [
      instrument,
      instrument.read(sample, samples[0]),
    ]),
  );
  return {
    samples: [...samples.slice(1 - LOOKS_OF_A_MINUTE), sample],
    rows: [...rows.slice(1 - KEPT), row],
  };
}
