import { readFile } from 'node:fs/promises';
import { placesOf, reportPlaces, type AllocationProfile, type CpuProfile } from '../bench/profile.ts';
import { answerHelp } from './say.ts';

answerHelp(`
npm run profile: where Node spent its time, or what it allocated, by package and by our own functions.

  NODE_OPTIONS="--cpu-prof --cpu-prof-dir=.bench/profile" npm run bench -- rate --subjects duet --rates 1000
  NODE_OPTIONS="--import=./bench/allocations.ts" npm run bench -- rate --subjects duet --rates 1000
  npm run profile -- .bench/profile/*profile

Each process writes one; that of the server names its functions.
`);

const MOST = 25;

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error('Which profile? See npm run profile -- --help.');
  process.exit(1);
}
for (const file of files) {
  const places = placesOf(JSON.parse(await readFile(file, 'utf8')) as CpuProfile | AllocationProfile);
  console.log(`\n${file}\n\n${reportPlaces(places, MOST)}`);
}
