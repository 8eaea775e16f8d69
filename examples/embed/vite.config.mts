import { reactNativeWeb } from '@duet/mobile/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [reactNativeWeb(), react()],
  build: { chunkSizeWarningLimit: 1_500 },
});
