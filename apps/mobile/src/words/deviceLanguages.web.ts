/** What the browser's person would rather be spoken to in, the most wanted first. */
export function deviceLanguages(): readonly string[] {
  return navigator.languages;
}
