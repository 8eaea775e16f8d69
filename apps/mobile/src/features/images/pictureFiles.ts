import type { Picked } from './picked.ts';

/** A browser's files, as far as they are pictures. */
export function filesToPicked(files: FileList | null | undefined): Picked[] {
  return Array.from(files ?? [])
    .filter(({ type, name }) => type.startsWith('image/') || /\.hei[cf]$/iu.test(name))
    .map((file) => ({ picture: file, contentType: file.type, name: file.name }));
}
