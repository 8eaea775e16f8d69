import { transformAsync } from '@babel/core';
import type { Plugin } from 'vite';

const SOURCE = /\.[cm]?[jt]sx?(\?|$)/;
// The packages that implement worklets are written without the plugin; Vite's own bundle in /.vite/ has been through it.
const EXCLUDED =
  /\/\.vite\/|node_modules\/(react-native-(worklets|web|reanimated|gesture-handler)|react-dom|react)\//;
const USES_WORKLETS =
  /['"]worklet['"]|useAnimated(Style|Props|ScrollHandler|Reaction)|useDerivedValue|useFrameCallback|Gesture\.\w+\(/;

/**
 * Runs react-native-worklets' Babel plugin over the modules that use Reanimated (GiftedChat does). Without it a
 * production build looks fine and the dev server throws inside the conversation screen.
 */
export function worklets(): Plugin {
  return {
    name: 'duet:worklets',
    enforce: 'pre',
    transform: {
      filter: { id: { include: SOURCE, exclude: EXCLUDED }, code: USES_WORKLETS },
      async handler(code, id) {
        const filename = id.split('?')[0] ?? id;
        const syntax = /\.[cm]?ts$/.test(filename)
          ? (['typescript'] as const)
          : /\.tsx$/.test(filename)
            ? (['typescript', 'jsx'] as const)
            : (['jsx', 'flow'] as const);
        const result = await transformAsync(code, {
          filename,
          babelrc: false,
          configFile: false,
          sourceMaps: true,
          plugins: ['react-native-worklets/plugin'],
          parserOpts: { plugins: [...syntax] },
        });
        return result?.code ? { code: result.code, map: result.map as never } : null;
      },
    },
  };
}
