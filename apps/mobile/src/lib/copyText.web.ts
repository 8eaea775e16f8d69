export const COPY = 'copy';

/** Puts text on the clipboard; says which words of a message tell of it, because nothing else does. */
export async function copyText(text: string): Promise<'copied' | 'notCopied'> {
  try {
    await navigator.clipboard.writeText(text);
    return 'copied';
  } catch {
    // A page that was not served securely has no clipboard, or the person has said no.
    return 'notCopied';
  }
}
