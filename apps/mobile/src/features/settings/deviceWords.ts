import { BRAND, deviceOf, IOS } from '../../lib/deviceOf.ts';
import type { IconName } from '../../ui/Icon.tsx';
import type { Words } from '../../words/en.ts';

/** A signed-in device as its person knows it, by what it called itself when it signed in: a user agent. */
export function deviceWords(userAgent: string, { settings }: Words): { name: string; icon: IconName } {
  const { deviceNamed, unknownDevice, apple } = settings;
  const { program, system: named, kind } = deviceOf(userAgent);
  // Whether it is a phone or a tablet, our own app does not tell there.
  const system = program === BRAND && named === IOS ? apple : named;
  const name = program !== '' && system !== '' ? deviceNamed(program, system) : program + system;
  return { name: name === '' ? unknownDevice : name, icon: ICONS[kind] ?? 'devices' };
}

const ICONS: Record<string, IconName> = { desktop: 'laptop', mobile: 'phone', tablet: 'phone' };
