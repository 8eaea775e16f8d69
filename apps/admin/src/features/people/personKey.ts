/** Where what is known of a person is kept. */
export function personKey(id: string): string[] {
  return ['person', id];
}
