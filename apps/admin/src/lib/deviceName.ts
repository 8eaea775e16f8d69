import { deviceOf } from '@duet/mobile/device';

/** `Chrome on Windows`, of a user agent. */
export function deviceName(userAgent: string): string {
  const { program, system } = deviceOf(userAgent);
  return [program, system].filter((word) => word !== '').join(' on ') || 'An unknown device';
}
