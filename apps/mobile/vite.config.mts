import { readFileSync } from 'node:fs';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { precompress } from './build/precompress.ts';
import { reactNativeWeb } from './build/reactNativeWeb.ts';

const env = process.env as Record<string, string | undefined>;
const { DUET_SERVER_URL: server = 'http://localhost:5240', TLS_CERT_FILE, TLS_KEY_FILE } = env;
const tls =
  TLS_CERT_FILE && TLS_KEY_FILE
    ? { cert: readFileSync(TLS_CERT_FILE), key: readFileSync(TLS_KEY_FILE) }
    : undefined;
// Nobody vouches for the certificate of a server that is being developed.
const toServer = { target: server, secure: false };

export default defineConfig({
  plugins: [reactNativeWeb(), react(), precompress()],
  optimizeDeps: { entries: ['src/**/*.{ts,tsx}'] },
  // Sizes are weighed against web-size.json by `npm run check`, compressed and by route, for which the manifest is.
  build: { manifest: true, chunkSizeWarningLimit: 1_000 },
  server: {
    port: 5241,
    strictPort: true,
    ...(tls && { https: tls }),
    proxy: { '/api': toServer, '/objects': toServer, '/socket.io': { ...toServer, ws: true } },
  },
});
