/**
 * main.css has it breathe: by script, each frame would keep a slow device from loading what is waited for, and what
 * animates by script would be loaded first.
 */
export { View as Breathing } from 'react-native';
