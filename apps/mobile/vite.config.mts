import { readFileSync } from 'node:fs';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { narrow } from './build/narrow.ts';
import { precompress } from './build/precompress.ts';
import { worklets } from './build/worklets.ts';

const { DUET_SERVER_URL: server = 'http://localhost:5240', TLS_CERT_FILE, TLS_KEY_FILE } = process.env;
const tls =
  TLS_CERT_FILE && TLS_KEY_FILE
    ? { cert: readFileSync(TLS_CERT_FILE), key: readFileSync(TLS_KEY_FILE) }
    : undefined;
// Nobody vouches for the certificate of a server that is being developed.
const toServer = { target: server, secure: false };

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

export default defineConfig(({ command }) => {
  const development = command === 'serve';
  // A build is for production whatever the caller's environment says: `NODE_ENV=test` would leave a page that is blank.
  process.env['NODE_ENV'] = development ? 'development' : 'production';
  const define = {
    __DEV__: String(development),
    global: 'globalThis',
    'process.env.EXPO_OS': '"web"',
    'process.env.NODE_ENV': JSON.stringify(development ? 'development' : 'production'),
  };
  return {
    plugins: [worklets(), react(), narrow(), precompress()],
    define,
    resolve: {
      extensions,
      alias: [{ find: /^react-native$/, replacement: 'react-native-web' }],
      dedupe: ['react', 'react-dom', 'react-native-web'],
    },
    optimizeDeps: {
      entries: ['src/**/*.{ts,tsx}'],
      rolldownOptions: {
        // React Native packages ship JSX in `.js`, and some ship their TypeScript.
        moduleTypes: { '.js': 'jsx', '.ts': 'ts', '.tsx': 'tsx' },
        shimMissingExports: true,
        resolve: { extensions },
        transform: { define },
        plugins: [worklets()],
      },
    },
    // Sizes are weighed against web-size.json by `npm run check`, compressed and by route, for which the manifest is.
    build: {
      manifest: true,
      chunkSizeWarningLimit: 1_000,
      rolldownOptions: { moduleTypes: { '.js': 'jsx' } },
    },
    server: {
      port: 5241,
      strictPort: true,
      ...(tls && { https: tls }),
      proxy: { '/api': toServer, '/objects': toServer, '/socket.io': { ...toServer, ws: true } },
    },
  };
});
