import { getParser } from 'bowser';
import type { IconName } from '../../ui/Icon.tsx';

/** A signed-in device as its person knows it, by what it called itself when it signed in: a user agent. */
export function deviceWords(userAgent: string): { name: string; icon: IconName } {
  const app = APPS.find(({ agent }) => agent.test(userAgent));
  if (app) return { name: `Duet on ${app.system}`, icon: 'phone' };
  if (userAgent === '') return { name: 'Unknown device', icon: 'devices' };
  const { browser, os, platform } = getParser(userAgent).getResult();
  const name = [browser.name, os.name].filter((part) => part !== undefined && part !== '').join(' on ');
  const icon = ICONS[platform.type ?? ''] ?? 'devices';
  return { name: name === '' ? 'Unknown device' : name, icon };
}

/** How the two systems' own network layers call themselves. */
const APPS = [
  { agent: /CFNetwork|Darwin/, system: 'iPhone or iPad' },
  { agent: /okhttp/i, system: 'Android' },
];

const ICONS: Record<string, IconName> = { desktop: 'laptop', mobile: 'phone', tablet: 'phone' };
