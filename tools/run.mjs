// Plain JavaScript, so that an older Node gets a sentence instead of a syntax error.
import { fileURLToPath } from 'node:url';

const NEEDED = 24;
const [name, ...args] = process.argv.slice(2);

if (Number(process.versions.node.split('.')[0]) < NEEDED) {
  console.error(
    `Duet runs on Node ${NEEDED}, this is ${process.versions.node}: run \`npm ci\` with optional dependencies, which ` +
      `bring Node ${NEEDED} to Linux and Windows, or install Node ${NEEDED} (https://nodejs.org).`,
  );
  process.exit(1);
}

const script = new URL(`./${name}.ts`, import.meta.url);
process.argv = [process.argv[0], fileURLToPath(script), ...args];
await import(script.href);
