import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';

const EXPORTS = 'react-native-web/dist/exports';
const folder = join(
  dirname(createRequire(import.meta.url).resolve('react-native-web/package.json')),
  'dist/exports',
);
const FROM_REACT_NATIVE = /^(import|export)\s*\{([^}]*)\}\s*from\s*['"]react-native['"];?/gm;

/**
 * Has modules import what they use of React Native from where it is, and not from the one index of everything. The
 * bundler puts what an index leads to into one chunk: what only a conversation needs (animations by script among it)
 * would be in the first load, 25 kB of it. What is not recognised here is imported from the index, and works.
 */
export function narrow(): Plugin {
  return {
    name: 'duet:narrow',
    apply: 'build',
    enforce: 'post',
    transform: {
      filter: { code: FROM_REACT_NATIVE },
      handler: (code) => ({
        code: code.replace(FROM_REACT_NATIVE, (_, kind: string, names: string) =>
          names
            .split(',')
            .map((name) => name.trim())
            .filter((name) => name !== '' && !name.startsWith('type '))
            .map((name) => {
              const [imported, local = imported] = name.split(' as ');
              return existsSync(join(folder, imported ?? ''))
                ? `${kind} { default as ${local} } from '${EXPORTS}/${imported}/index.js';`
                : `${kind} { ${name} } from 'react-native-web';`;
            })
            .join(' '),
        ),
        map: null,
      }),
    },
  };
}
