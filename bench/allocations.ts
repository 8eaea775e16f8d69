// Loaded before a process's own program, by NODE_OPTIONS=--import=./bench/allocations.ts: when it ends, it writes which
// calls have allocated how many bytes, garbage included, for `npm run profile`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';

const FOLDER = '.bench/profile';
const BYTES_BETWEEN_SAMPLES = 65_536;

const session = new Session();
session.connect();
session.post('HeapProfiler.startSampling', {
  samplingInterval: BYTES_BETWEEN_SAMPLES,
  includeObjectsCollectedByMajorGC: true,
  includeObjectsCollectedByMinorGC: true,
});
process.on('exit', () => {
  session.post('HeapProfiler.stopSampling', (error, answer) => {
    if (error) throw error;
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(`${FOLDER}/${process.pid}.heapprofile`, JSON.stringify(answer.profile));
  });
});
