import type { Plugin } from 'vite';
import { narrow } from './narrow.ts';
import { worklets } from './worklets.ts';

// `.web.*` first: how a file says that it is the browser's twin of another.
const extensions = [
  '.web.tsx',
  '.web.ts',
  '.web.jsx',
  '.web.mjs',
  '.web.js',
  '.mjs',
  '.js',
  '.mts',
  '.ts',
  '.jsx',
  '.tsx',
  '.json',
];

/** Has Vite bundle what is written for React Native, as react-native-web. */
export function reactNativeWeb(): Plugin[] {
  return [{ name: 'duet:react-native-web', enforce: 'pre', config: toConfig }, worklets(), narrow()];
}

function toConfig(_config: unknown, { command }: { command: 'build' | 'serve' }) {
  const mode = command === 'serve' ? 'development' : 'production';
  // A build is for production whatever the caller's environment says: `NODE_ENV=test` would leave a page that is blank.
  process.env['NODE_ENV'] = mode;
  const define = {
    __DEV__: String(command === 'serve'),
    global: 'globalThis',
    'process.env.EXPO_OS': '"web"',
    'process.env.NODE_ENV': JSON.stringify(mode),
  };
  return {
    define,
    resolve: {
      extensions,
      alias: [{ find: /^react-native$/, replacement: 'react-native-web' }],
      dedupe: ['react', 'react-dom', 'react-native-web'],
    },
    optimizeDeps: {
      rolldownOptions: {
        // React Native packages ship JSX in `.js`, and some ship their TypeScript.
        moduleTypes: { '.js': 'jsx', '.ts': 'ts', '.tsx': 'tsx' } as const,
        shimMissingExports: true,
        resolve: { extensions },
        transform: { define },
        plugins: [worklets()],
      },
    },
    build: { rolldownOptions: { moduleTypes: { '.js': 'jsx' } as const } },
  };
}
