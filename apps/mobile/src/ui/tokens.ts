/** Every colour, size and duration of the app. `tokens.test.ts` holds the palettes to WCAG AA. */

const light = {
  /** Behind lists and forms. */
  background: '#FBF9F8',
  /** Behind messages: a shade deeper, so that bubbles lift off. */
  sunken: '#F4F0EE',
  /** Cards, bars, fields. */
  surface: '#FFFFFF',
  /** What lies under a pointer or a finger. */
  hover: '#F3EEEC',
  pressed: '#EBE4E1',
  /** The open conversation in the list. */
  selected: '#F8E7EE',
  line: '#E9E2DF',
  /** Outlines that carry meaning (3:1 on every ground). */
  outline: '#8A7D83',

  ink: '#211A1E',
  inkSoft: '#5F5359',
  inkFaint: '#74666D',

  accent: '#8A2552',
  accentPressed: '#711C42',
  onAccent: '#FFFFFF',
  accentInk: '#7A1F48',
  accentSoft: '#F8E7EE',
  /** The second voice of the mark. */
  saffron: '#EBA63F',
  markOverlap: '#5B1436',

  showcase: '#6B1A3F',
  showcaseRaised: '#87345A',

  bubbleMine: '#8A2552',
  onBubbleMine: '#FFFFFF',
  onBubbleMineSoft: '#F3D5E1',
  /** Behind what an own message answers. */
  quoteMine: '#70203F',
  /** The ticks of a read message, on an own bubble. */
  readTick: '#FFD27A',
  bubbleTheirs: '#FFFFFF',
  onBubbleTheirs: '#211A1E',
  onBubbleTheirsSoft: '#74666D',

  positive: '#1C6848',
  positiveSoft: '#E1F2E9',
  caution: '#7A4A00',
  cautionSoft: '#FCEFD6',
  negative: '#A3221B',
  negativeSoft: '#FCE7E5',
  neutral: '#5F5359',
  neutralSoft: '#EDE7E4',
  settled: '#4A3A8C',
  settledSoft: '#EBE8F8',
  online: '#23855A',

  scrim: 'rgba(33, 20, 26, 0.48)',
  /** Under words that lie on a photo. */
  veil: 'rgba(255, 255, 255, 0.85)',
  shadow: '#2B0F1C',
};

export type Palette = Readonly<typeof light>;

const dark: Palette = {
  background: '#161114',
  sunken: '#100C0E',
  surface: '#1F191C',
  hover: '#221B1F',
  pressed: '#2A2226',
  selected: '#331C28',
  line: '#332A2F',
  outline: '#85777E',

  ink: '#F6EFF2',
  inkSoft: '#C2B5BB',
  inkFaint: '#A5979D',

  accent: '#B43C71',
  accentPressed: '#C24A80',
  onAccent: '#FFFFFF',
  accentInk: '#F2A3C1',
  accentSoft: '#331C28',
  saffron: '#EBA63F',
  markOverlap: '#5B1436',

  showcase: '#3F1127',
  showcaseRaised: '#5E2540',

  bubbleMine: '#8C2F5A',
  onBubbleMine: '#FFFFFF',
  onBubbleMineSoft: '#F0C9D9',
  quoteMine: '#71244A',
  readTick: '#FFD27A',
  bubbleTheirs: '#2A2226',
  onBubbleTheirs: '#F6EFF2',
  onBubbleTheirsSoft: '#A5979D',

  positive: '#7FD1A8',
  positiveSoft: '#16302A',
  caution: '#F0BD6A',
  cautionSoft: '#3A2C14',
  negative: '#FF9C92',
  negativeSoft: '#40201D',
  neutral: '#C2B5BB',
  neutralSoft: '#332A2F',
  settled: '#C4BAF5',
  settledSoft: '#2B2545',
  online: '#4FC48C',

  scrim: 'rgba(0, 0, 0, 0.6)',
  veil: 'rgba(16, 12, 14, 0.75)',
  shadow: '#000000',
};

export const palettes = { light, dark } as const;
export type Scheme = keyof typeof palettes;

/** Grounds and inks of the initials avatars, by scheme; a person keeps one place in the list. */
export const avatarColours: Record<Scheme, readonly { ground: string; ink: string }[]> = {
  light: [
    { ground: '#F6DCE6', ink: '#7A1F48' },
    { ground: '#FBE3CF', ink: '#7C3D0A' },
    { ground: '#F6E7BE', ink: '#624700' },
    { ground: '#DDEBD3', ink: '#33561F' },
    { ground: '#D2ECE6', ink: '#11564B' },
    { ground: '#D8E6F7', ink: '#1F4A7D' },
    { ground: '#E4DFF7', ink: '#4A3A8C' },
    { ground: '#F1DDF3', ink: '#6A2A73' },
  ],
  dark: [
    { ground: '#56213A', ink: '#FBD3E2' },
    { ground: '#56301A', ink: '#FBD9BE' },
    { ground: '#4A3A12', ink: '#F5E1AC' },
    { ground: '#2E4322', ink: '#D3EAC4' },
    { ground: '#1B443D', ink: '#BFE9DF' },
    { ground: '#21405F', ink: '#CBE1F8' },
    { ground: '#3A3168', ink: '#DDD6FA' },
    { ground: '#4F2756', ink: '#F0D2F4' },
  ],
};

export const space = { xxs: 2, xs: 4, s: 8, m: 12, l: 16, xl: 24, xxl: 32, xxxl: 48 } as const;

export const radius = { s: 6, m: 12, l: 18, xl: 24, round: 999 } as const;

const standard = {
  display: { fontSize: 36, lineHeight: 42, fontWeight: '700', letterSpacing: -0.8 },
  title: { fontSize: 24, lineHeight: 30, fontWeight: '700', letterSpacing: -0.4 },
  heading: { fontSize: 17, lineHeight: 22, fontWeight: '600', letterSpacing: -0.1 },
  body: { fontSize: 16, lineHeight: 22, fontWeight: '400', letterSpacing: 0 },
  label: { fontSize: 15, lineHeight: 20, fontWeight: '600', letterSpacing: 0 },
  detail: { fontSize: 14, lineHeight: 19, fontWeight: '400', letterSpacing: 0 },
  caption: { fontSize: 12.5, lineHeight: 17, fontWeight: '500', letterSpacing: 0.1 },
  micro: { fontSize: 11.5, lineHeight: 15, fontWeight: '500', letterSpacing: 0.1 },
  /** A message of nothing but a few emoji. */
  emoji: { fontSize: 40, lineHeight: 50, fontWeight: '400', letterSpacing: 0 },
} as const;
export type TextVariant = keyof typeof standard;

/** How large text is, by how large a person wants it. On a device, what the system says of it comes on top. */
const scales = { small: 0.9, standard: 1, large: 1.15, largest: 1.3 } as const;
export type TextSize = keyof typeof scales;
export const TEXT_SIZES = Object.keys(scales) as readonly TextSize[];

interface TypeStyle {
  readonly fontSize: number;
  readonly lineHeight: number;
  readonly fontWeight: '400' | '500' | '600' | '700';
  readonly letterSpacing: number;
}
export type TypeScale = Readonly<Record<TextVariant, TypeStyle>>;

/** The styles of text in a size. */
export function typeScaleOf(size: TextSize): TypeScale {
  const scaled = (style: TypeStyle): TypeStyle => {
    // What is large already grows half as much, so that it stays on a narrow screen.
    const scale = style.fontSize > 20 ? (1 + scales[size]) / 2 : scales[size];
    return {
      ...style,
      fontSize: Math.round(style.fontSize * scale * 2) / 2,
      lineHeight: Math.round(style.lineHeight * scale),
    };
  };
  return Object.fromEntries(
    Object.entries(standard).map(([variant, style]) => [variant, scaled(style)]),
  ) as Record<TextVariant, TypeStyle>;
}

/** Milliseconds. */
export const motion = { step: 260, breath: 700 } as const;

export const size = {
  /** The least a finger needs. */
  touch: 44,
  bar: 60,
  menu: 220,
  icon: 22,
  composerLines: 5,
  /** From this window width on, list and conversation stand side by side. */
  splitFrom: 900,
  listPane: 376,
  /** Lines of text are not read well beyond this. */
  column: 780,
  /** Rows of settings. */
  form: 560,
} as const;
