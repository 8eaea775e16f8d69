import { dirname, resolve } from 'node:path';
import type { StorybookConfig } from '@storybook/react-vite';
import { mergeConfig, type Plugin, type PluginOption } from 'vite';

const APP = resolve(import.meta.dirname, '..');

/** Every screen and state of the app as a story, in the app's own build. */
const config: StorybookConfig = {
  framework: '@storybook/react-vite',
  stories: ['../stories/*.stories.tsx'],
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
  typescript: { reactDocgen: false },
  viteFinal(app) {
    const plugins = withoutPrecompression(app.plugins ?? []);
    return mergeConfig({ ...app, plugins }, { plugins: [storyClient()], build: { manifest: false } });
  },
};

export default config;

/** Gives the app a client whose server is the story's, in place of its own. */
function storyClient(): Plugin {
  return {
    name: 'duet:story-client',
    enforce: 'pre',
    resolveId(source, importer) {
      if (!source.endsWith('/client.ts') || importer === undefined) return undefined;
      const isTheApps = resolve(dirname(importer), source) === resolve(APP, 'src/app/client.ts');
      return isTheApps ? resolve(APP, 'stories/client.ts') : undefined;
    },
  };
}

/** Nobody waits for stories over a network. */
function withoutPrecompression(plugins: readonly PluginOption[]): PluginOption[] {
  return plugins.filter((plugin) => !(plugin && 'name' in plugin && plugin.name === 'duet:precompress'));
}
