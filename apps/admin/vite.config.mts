import { readFileSync } from 'node:fs';
import { precompress } from '@duet/mobile/precompress';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { tokenSheet } from './build/tokenSheet.ts';

const { DUET_SERVER_URL: server = 'http://localhost:5240', TLS_CERT_FILE, TLS_KEY_FILE } = process.env;
const tls =
  TLS_CERT_FILE && TLS_KEY_FILE
    ? { cert: readFileSync(TLS_CERT_FILE), key: readFileSync(TLS_KEY_FILE) }
    : undefined;
// Nobody vouches for the certificate of a server that is being developed.
const toServer = { target: server, secure: false };

export default defineConfig(({ command }) => {
  // A build is for production whatever the caller's environment says.
  process.env['NODE_ENV'] = command === 'serve' ? 'development' : 'production';
  return {
    base: '/admin/',
    plugins: [tokenSheet(), react(), precompress()],
    // Sizes are weighed against web-size.json by `npm run check`, for which the manifest is.
    build: { manifest: true },
    server: {
      port: 5242,
      strictPort: true,
      ...(tls && { https: tls }),
      proxy: { '/api': toServer, '/objects': toServer },
    },
  };
});
