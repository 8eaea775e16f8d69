import type { User } from '@duet/contract';
import type { SessionStatus } from '@duet/chat-client';
import { create } from 'zustand';
import { client } from '../../app/client.ts';
import { hideToast } from '../../ui/toast.ts';

interface AuthState {
  status: SessionStatus;
  /** The signed-in person; after `expired` the one who was. */
  user: User | undefined;
  /** The access token of the socket handshake, renewed when it is about to expire. */
  token: () => Promise<string>;
  /** Throws `ApiError`. */
  signIn: (email: string, password: string) => Promise<void>;
  signOut: () => Promise<void>;
  /** On all devices. Throws `ApiError`, and nobody is signed out. */
  signOutEverywhere: () => Promise<void>;
}

const { session } = client;

/** Who is signed in. It mirrors the client's session, which owns the tokens. */
export const useAuthStore = create<AuthState>(() => ({
  ...session.getSnapshot(),
  token: () => session.getToken(),
  signIn: async (email, password) => {
    await session.signIn({ email, password });
  },
  signOut: () => session.signOut(),
  signOutEverywhere: () => session.signOutEverywhere(),
}));

session.subscribe(() => {
  useAuthStore.setState(session.getSnapshot());
  // What one person did is not the next one's to undo.
  if (session.status !== 'signedIn') hideToast();
});

/** Signed in and one of the two sides; an administrator who is neither has no conversations of their own. */
export function useIsMember(): boolean {
  return useAuthStore(({ status, user }) => status === 'signedIn' && isMember(user));
}

export function useIsAdministrator(): boolean {
  return useAuthStore(({ status, user }) => status === 'signedIn' && !isMember(user));
}

export function useIsSignedOut(): boolean {
  return useAuthStore(({ status }) => status !== 'signedIn');
}

function isMember(user: User | undefined): boolean {
  return user?.roles.some((role) => role !== 'admin') ?? false;
}
