import { palettes, radius, space, typeScaleOf, type Palette } from '@duet/mobile/tokens';
import type { Plugin } from 'vite';

/** Fills `src/ui/tokens.css` with the colours, sizes and letters of the app, as custom properties. */
export function tokenSheet(): Plugin {
  return {
    name: 'duet:token-sheet',
    enforce: 'pre',
    transform: {
      filter: { id: /\/src\/ui\/tokens\.css$/ },
      handler: () => ({ code: toSheet(), map: null }),
    },
  };
}

function toSheet(): string {
  const sizes = [
    ...Object.entries(space).map(([name, px]) => `--space-${name}: ${px}px`),
    ...Object.entries(radius).map(([name, px]) => `--radius-${name}: ${px}px`),
    ...Object.entries(typeScaleOf('standard')).map(
      ([name, { fontSize, lineHeight, fontWeight }]) =>
        `--font-${name}: ${fontWeight} ${fontSize}px/${lineHeight}px var(--family)`,
    ),
  ];
  const light = [...toColours(palettes.light), ...sizes].join('; ');
  const dark = toColours(palettes.dark).join('; ');
  return `:root { ${light} }
@media screen and (prefers-color-scheme: dark) { :root { ${dark} } }`;
}

/** `accentSoft` is `--accent-soft`. */
function toColours(palette: Palette): string[] {
  return Object.entries(palette).map(([name, colour]) => {
    const property = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    return `--${property}: ${colour}`;
  });
}
