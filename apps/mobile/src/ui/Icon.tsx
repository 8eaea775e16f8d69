import { useTheme } from './theme.tsx';
import { size as sizes, type Palette } from './tokens.ts';
import { Vector } from './Vector';

const DISC = 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z';

/** Strokes on a grid of 24. */
const paths = {
  alert: `${DISC}M12 7.8v5M12 16.2h.01`,
  bell: 'M17.2 10a5.2 5.2 0 0 0-10.4 0c0 4-.9 5-2 6.5h14.4c-1.1-1.5-2-2.5-2-6.5ZM10.3 19.5a1.9 1.9 0 0 0 3.4 0',
  bellOff:
    'M4 4l16 16M8.4 6.3A5.2 5.2 0 0 1 17.2 10c0 1.9.2 3.1.6 4.1M6.8 9.6c-.1 4.2-.9 5.4-2 6.9h11.5M10.3 19.5a1.9 1.9 0 0 0 3.4 0',
  arrowDown: 'M12 5v14M6 13l6 6 6-6',
  arrowUp: 'M12 19V5M6 11l6-6 6 6',
  back: 'M15 5l-7 7 7 7',
  block: `${DISC}M5.8 5.8l12.4 12.4`,
  calendar:
    'M6 5.5h12a2 2 0 0 1 2 2V18a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V7.5a2 2 0 0 1 2-2ZM4 10h16M8.5 3.5v4M15.5 3.5v4',
  chat: 'M20.5 11.6c0 4.2-3.8 7.4-8.5 7.4-1.2 0-2.4-.2-3.4-.6L4 20l1.2-3.9a7 7 0 0 1-1.7-4.5C3.5 7.4 7.3 4.2 12 4.2s8.5 3.2 8.5 7.4Z',
  camera:
    'M4.5 7.5h3l1.5-2.5h6l1.5 2.5h3a1.5 1.5 0 0 1 1.5 1.5v8.5a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 17.5V9a1.5 1.5 0 0 1 1.5-1.5ZM12 16.3a3.3 3.3 0 1 0 0-6.6 3.3 3.3 0 0 0 0 6.6Z',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  chevronDown: 'M6 9.5l6 6 6-6',
  close: 'M6.5 6.5l11 11M17.5 6.5l-11 11',
  archive: 'M4 4.5h16v4H4ZM5.5 8.5v9a2 2 0 0 0 2 2h9a2 2 0 0 0 2-2v-9M10 12.5h4',
  copy: 'M9 9h9a1.5 1.5 0 0 1 1.5 1.5V19a1.5 1.5 0 0 1-1.5 1.5H9A1.5 1.5 0 0 1 7.5 19v-8.5A1.5 1.5 0 0 1 9 9ZM4.5 15V5A1.5 1.5 0 0 1 6 3.5h9',
  devices:
    'M4 15V6.5A1.5 1.5 0 0 1 5.5 5h11A1.5 1.5 0 0 1 18 6.5V8M2.5 18H11M15.5 11h4A1.5 1.5 0 0 1 21 12.5v6A1.5 1.5 0 0 1 19.5 20h-4a1.5 1.5 0 0 1-1.5-1.5v-6a1.5 1.5 0 0 1 1.5-1.5Z',
  flag: 'M6 20.5V4M6 4.5h12l-2.5 4.2L18 13H6',
  forward: 'M9 5l7 7-7 7',
  laptop: 'M5.5 5.5h13A1.5 1.5 0 0 1 20 7v8.5H4V7a1.5 1.5 0 0 1 1.5-1.5ZM2.5 18.5h19',
  more: 'M12 5.5h.01M12 12h.01M12 18.5h.01',
  offline:
    'M4 4l16 16M8.7 15.7a5 5 0 0 1 6.6 0M5.5 12.2a10 10 0 0 1 4.2-2.3M14.5 9.9a10 10 0 0 1 4 2.3M2.5 8.7A14.5 14.5 0 0 1 6.8 6M10.7 5.1a14.5 14.5 0 0 1 10.8 3.6M12 19.2h.01',
  pencil: 'M4 20l.9-4L15.8 5.1a2.1 2.1 0 0 1 3 3L8 19l-4 1ZM13.8 7.2l3 3',
  phone:
    'M8.5 3.5h7A1.5 1.5 0 0 1 17 5v14a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 7 19V5a1.5 1.5 0 0 1 1.5-1.5ZM11 17.5h2',
  photo:
    'M5.5 4.5h13a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2h-13a2 2 0 0 1-2-2v-11a2 2 0 0 1 2-2ZM3.8 16.5l4.7-4.7 4 4M11.5 14.8l3-3 5.7 5.7M15.2 8.7h.01',
  pin: 'M8.5 4.5h7M10 4.5v5.3L6.8 13.6h10.4L14 9.8V4.5M12 13.6V20',
  unpin: 'M4 4l16 16M9.5 4.5h6M14 4.5v5.3l2.8 3.3M9.6 10.2l-2.8 3.4h6.6M12 13.6V20',
  refresh: 'M19.7 9.5A8 8 0 1 0 20 12M20 4.5v5h-5',
  reply: 'M9.5 6.5L4 12l5.5 5.5M4 12h9.5a6.5 6.5 0 0 1 6.5 6.5',
  search: 'M10.8 17.6a6.8 6.8 0 1 0 0-13.6 6.8 6.8 0 0 0 0 13.6ZM15.8 15.8L20 20',
  settings:
    'M4 7h9M17 7h3M4 17h3M11 17h9M15 9.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4ZM9 19.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4Z',
  shield:
    'M12 3.2l7.2 2.7v5.3c0 4.4-3 7.8-7.2 9.6-4.2-1.8-7.2-5.2-7.2-9.6V5.9L12 3.2ZM8.8 12l2.3 2.3 4.2-4.4',
  signOut: 'M10 4.5H6.5a2 2 0 0 0-2 2v11a2 2 0 0 0 2 2H10M15.5 8l4 4-4 4M19 12H9.5',
  unarchive: 'M4 4.5h16v4H4ZM5.5 8.5v9a2 2 0 0 0 2 2h9a2 2 0 0 0 2-2v-9M12 16.5v-5M9.5 13.5l2.5-2.5 2.5 2.5',
  unread: 'M12 20a8 8 0 1 1 4.6-14.5M19.5 9.5a8 8 0 0 1-7.5 10.5M19 5.5h.01',
  trash:
    'M4.5 6.5h15M9.5 6.5v-2h5v2M6.5 6.5l.8 12a1.5 1.5 0 0 0 1.5 1.4h6.4a1.5 1.5 0 0 0 1.5-1.4l.8-12M10.3 10.5v5.5M13.7 10.5v5.5',
} as const;
export type IconName = keyof typeof paths;

/** Those that point along the line: where it is read from the right, they point the other way. */
const ALONG: ReadonlySet<IconName> = new Set<IconName>(['back', 'forward', 'reply', 'signOut']);

interface Props {
  name: IconName;
  color?: keyof Palette;
  size?: number;
  weight?: number;
}

/** Decoration: whatever carries it says its meaning. */
export function Icon({ name, color = 'inkSoft', size = sizes.icon, weight = 1.8 }: Props) {
  const theme = useTheme();
  return (
    <Vector
      viewBox="0 0 24 24"
      width={size}
      height={size}
      turns={ALONG.has(name)}
      paths={[{ d: paths[name], stroke: theme.color[color], strokeWidth: weight }]}
    />
  );
}
