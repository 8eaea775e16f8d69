import type { Side } from '@duet/contract';

/** Somebody of the marketplace, as its own server tells of them. */
export interface Member {
  readonly name: string;
  readonly side: Side;
  /** What they sell. */
  readonly work: string;
  /** Who they are at Duet, and where that is. */
  readonly duetId: string;
  readonly duetUrl: string;
}

export const whoAmI = () => ask<Member>('GET', '/me');
export const listSellers = () => ask<Member[]>('GET', '/sellers');
export const signOut = () => ask<object>('POST', '/sign-out');
export const signIn = (name: string, password: string) => ask<Member>('POST', '/sign-in', { name, password });

/** What Duet knows this marketplace's people by; null when nobody is signed in. */
export async function getDuetToken(): Promise<string | null> {
  const answer = await ask<{ token: string }>('GET', '/duet-token');
  return answer?.token ?? null;
}

/** What the marketplace's server answers; undefined where it says that one may not. */
async function ask<Answer>(method: string, path: string, body?: object): Promise<Answer | undefined> {
  const answer = await fetch(path, { method, ...(body && { body: JSON.stringify(body) }) });
  if (answer.status === 401) return undefined;
  if (!answer.ok) throw new Error(`${path}: HTTP ${answer.status}`);
  return (await answer.json()) as Answer;
}
