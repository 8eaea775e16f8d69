export const COPY = 'Copy';

/** Puts text on the clipboard; says what to tell, because nothing else shows it. */
export async function copyText(text: string): Promise<string> {
  try {
    await navigator.clipboard.writeText(text);
    return 'Copied';
  } catch {
    // A page that was not served securely has no clipboard, or the person has said no.
    return 'The browser did not let it be copied. Select the text to copy it.';
  }
}
