import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { avatarColours, palettes, TEXT_SIZES, typeScaleOf, type Palette } from './tokens.ts';

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const grounds = ['background', 'sunken', 'surface', 'hover', 'selected'] as const;
const text: [ink: keyof Palette, grounds: readonly (keyof Palette)[]][] = [
  ['ink', [...grounds, 'pressed', 'negativeSoft']],
  ['inkSoft', grounds],
  ['inkFaint', grounds],
  ['accentInk', [...grounds, 'accentSoft']],
  ['onAccent', ['accent', 'accentPressed', 'showcase', 'showcaseRaised']],
  ['markOverlap', ['saffron']],
  ['onBubbleMine', ['bubbleMine']],
  ['onBubbleMineSoft', ['bubbleMine', 'showcase']],
  ['onBubbleTheirs', ['bubbleTheirs']],
  ['onBubbleTheirsSoft', ['bubbleTheirs']],
  ['positive', ['positiveSoft', 'surface', 'sunken']],
  ['caution', ['cautionSoft', 'surface']],
  ['negative', ['negativeSoft', 'surface', 'sunken', 'background']],
  ['neutral', ['neutralSoft']],
  ['settled', ['settledSoft']],
];
const graphics: [mark: keyof Palette, grounds: readonly (keyof Palette)[]][] = [
  ['outline', ['surface', 'background']],
  ['accent', ['surface', 'background']],
  ['online', ['surface', 'background']],
  ['readTick', ['bubbleMine']],
];

describe.each(Object.entries(palettes))('%s palette', (scheme, palette) => {
  it.each(text.flatMap(([ink, on]) => on.map((ground) => [ink, ground] as const)))(
    '%s is readable on %s',
    (ink, ground) => {
      expect(contrast(palette[ink], palette[ground])).toBeGreaterThanOrEqual(4.5);
    },
  );

  it.each(graphics.flatMap(([mark, on]) => on.map((ground) => [mark, ground] as const)))(
    '%s is visible on %s',
    (mark, ground) => {
      expect(contrast(palette[mark], palette[ground])).toBeGreaterThanOrEqual(3);
    },
  );

  it('initials are readable on every avatar', () => {
    for (const { ground, ink } of avatarColours[scheme as keyof typeof palettes]) {
      expect(contrast(ink, ground)).toBeGreaterThanOrEqual(4.5);
    }
  });
});

it('the style sheet and the page repeat the tokens', () => {
  const css = readFileSync(new URL('../main.css', import.meta.url), 'utf8').toUpperCase();
  const html = readFileSync(new URL('../../index.html', import.meta.url), 'utf8').toUpperCase();
  const { light, dark } = palettes;
  expect(css).toContain(`--BACKGROUND: LIGHT-DARK(${light.background}, ${dark.background})`);
  expect(css).toContain(`--FOCUS: LIGHT-DARK(${light.accent}, ${dark.accentInk})`);
  for (const { background } of [light, dark]) expect(html).toContain(`CONTENT="${background}"`);
});

describe.each(TEXT_SIZES)('text of the size %s', (size) => {
  const type = typeScaleOf(size);

  it('has lines that hold its letters', () => {
    for (const { fontSize, lineHeight } of Object.values(type))
      expect(lineHeight).toBeGreaterThanOrEqual(fontSize * 1.15);
  });

  it('can be read', () => {
    expect(type.micro.fontSize).toBeGreaterThanOrEqual(10);
    expect(type.body.fontSize).toBeGreaterThanOrEqual(14);
  });
});

it('grows from size to size', () => {
  const bodies = TEXT_SIZES.map((size) => typeScaleOf(size).body.fontSize);
  expect(bodies).toEqual(bodies.toSorted((a, b) => a - b));
  expect(new Set(bodies).size).toBe(TEXT_SIZES.length);
  expect(typeScaleOf('standard').body).toMatchObject({ fontSize: 16, lineHeight: 22 });
});
