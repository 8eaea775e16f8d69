import { Share } from 'react-native';

/** What taking text along is called here, of the words of a message: the system's sheet offers the clipboard, among others. */
export const COPY = 'share';

/** Hands text to the system; what becomes of it, the system shows. */
export async function copyText(text: string): Promise<undefined> {
  await Share.share({ message: text });
}
