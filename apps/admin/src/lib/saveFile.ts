/** Has the browser save text as a file. */
export function saveFile(name: string, type: string, parts: string[]): void {
  const address = URL.createObjectURL(new Blob(parts, { type }));
  fetchFile(address, name);
  URL.revokeObjectURL(address);
}

/** Has the browser save what is behind an address; under `name`, where it is one of this page. */
export function fetchFile(address: string, name: string): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
}
