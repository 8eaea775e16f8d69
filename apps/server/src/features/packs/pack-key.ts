/** Where the file of a dispute pack is kept. */
export function packKeyOf(packId: string): string {
  return `packs/${packId}.tar.gz`;
}
