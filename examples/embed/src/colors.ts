import type { Colors } from '@duet/mobile/screens';

/** Easel's greens, in place of Duet's reds. */
export const colors: Colors = {
  light: {
    background: '#F6FAF6',
    sunken: '#EDF4EE',
    selected: '#DCEFE3',
    accent: '#1D5C42',
    accentPressed: '#164A35',
    accentInk: '#1D5C42',
    accentSoft: '#DCEFE3',
    bubbleMine: '#1D5C42',
    onBubbleMineSoft: '#D3EBDD',
    quoteMine: '#174B36',
  },
  dark: {
    selected: '#17332A',
    accent: '#2A7653',
    accentPressed: '#338A62',
    accentInk: '#8FD6B4',
    accentSoft: '#17332A',
    bubbleMine: '#24664A',
    onBubbleMineSoft: '#D3EBDD',
    quoteMine: '#1B503A',
  },
};
