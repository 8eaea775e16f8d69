import { getParser } from 'bowser';
import type { IconName } from '../../ui/Icon.tsx';
import type { Words } from '../../words/en.ts';

/** A signed-in device as its person knows it, by what it called itself when it signed in: a user agent. */
export function deviceWords(userAgent: string, { settings }: Words): { name: string; icon: IconName } {
  const { deviceNamed, unknownDevice, apple } = settings;
  // The two systems' own network layers, by what they call themselves.
  if (/CFNetwork|Darwin/.test(userAgent)) return { name: deviceNamed(BRAND, apple), icon: 'phone' };
  if (/okhttp/i.test(userAgent)) return { name: deviceNamed(BRAND, 'Android'), icon: 'phone' };
  if (userAgent === '') return { name: unknownDevice, icon: 'devices' };
  const { browser, os, platform } = getParser(userAgent).getResult();
  const icon = ICONS[platform.type ?? ''] ?? 'devices';
  const program = browser.name ?? '';
  const system = os.name ?? '';
  const name = program !== '' && system !== '' ? deviceNamed(program, system) : program + system;
  return { name: name === '' ? unknownDevice : name, icon };
}

/** What our own app is called. */
const BRAND = 'Duet';

const ICONS: Record<string, IconName> = { desktop: 'laptop', mobile: 'phone', tablet: 'phone' };
