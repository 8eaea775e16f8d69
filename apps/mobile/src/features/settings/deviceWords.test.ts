import { expect, it } from 'vitest';
import { en } from '../../words/en.ts';
import { deviceWords } from './deviceWords.ts';

it.each([
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
    { name: 'Chrome on Windows', icon: 'laptop' },
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
    { name: 'Safari on iOS', icon: 'phone' },
  ],
  ['Duet/1 CFNetwork/3826.500.131 Darwin/24.5.0', { name: 'Duet on iPhone or iPad', icon: 'phone' }],
  ['okhttp/4.12.0', { name: 'Duet on Android', icon: 'phone' }],
  ['', { name: 'Unknown device', icon: 'devices' }],
  ['<script>', { name: 'Unknown device', icon: 'devices' }],
])('a device is called what its person calls it: %s', (userAgent, words) => {
  expect(deviceWords(userAgent, en)).toEqual(words);
});
