import type { Picture } from './picture-store.ts';

/**
 * Posts a form of these fields and, last, a file to another's address, and resolves with the status of the answer. Tells
 * how much of it has gone, from 0 to 1. Rejects when there was no answer, or by `signal`.
 */
export type PostForm = (
  form: { url: string; fields: Readonly<Record<string, string>>; file: Picture; contentType: string },
  options: { onProgress: (sent: number) => void; signal: AbortSignal },
) => Promise<number>;

/** What is needed here of a global that Node, where tests run, does not have. */
declare const XMLHttpRequest: new () => {
  readonly status: number;
  readonly upload: { onprogress: (event: { loaded: number; total: number }) => void };
  onload: () => void;
  onerror: () => void;
  onabort: () => void;
  open(method: 'POST', url: string): void;
  send(form: FormData): void;
  abort(): void;
};

/** By XMLHttpRequest: the one way that tells, in browsers and in React Native, how much has gone. */
export const postByXhr: PostForm = ({ url, fields, file, contentType }, { onProgress, signal }) =>
  new Promise((resolve, reject) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    // React Native takes a file by its address.
    form.append(
      'file',
      file instanceof Blob ? file : ({ uri: file, name: 'picture', type: contentType } as never),
    );
    const request = new XMLHttpRequest();
    request.open('POST', url);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onload = () => resolve(request.status);
    request.onerror = () => reject(new Error('No answer.'));
    request.onabort = () => reject(new Error('Aborted.'));
    signal.addEventListener('abort', () => request.abort());
    request.send(form);
  });
