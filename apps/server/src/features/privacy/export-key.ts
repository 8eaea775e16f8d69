/** Where a file of an export is kept; the first is 1. */
export function exportKeyOf(proposalId: string, file: number): string {
  return `exports/${proposalId}/${file}.tar.gz`;
}
