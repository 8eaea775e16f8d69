import { sidesOf, type User } from '@duet/contract';
import type { SessionStatus } from '@duet/chat-client';
import { create } from 'zustand';
import { client } from '../../app/client.ts';

interface AuthState {
  status: SessionStatus;
  /** The signed-in person; after `expired` the one who was. */
  user: User | undefined;
  /** After `expired`: somebody else is to sign in, or the same person by the front door. */
  leaving: boolean;
  leave: () => void;
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
export const useAuthStore = create<AuthState>((set) => ({
  ...session.getSnapshot(),
  leaving: false,
  leave: () => set({ leaving: true }),
  token: () => session.getToken(),
  signIn: async (email, password) => {
    await session.signIn({ email, password });
  },
  signOut: () => session.signOut(),
  signOutEverywhere: () => session.signOutEverywhere(),
}));

session.subscribe(() => {
  useAuthStore.setState({ ...session.getSnapshot(), leaving: false });
});

/** Signed in and one of the two sides; an administrator who is neither has no conversations of their own. */
export function useIsMember(): boolean {
  return useAuthStore((state) => isHere(state) && isMember(state.user));
}

export function useIsAdministrator(): boolean {
  return useAuthStore((state) => isHere(state) && !isMember(state.user));
}

export function useIsSignedOut(): boolean {
  return !useAuthStore(isHere);
}

/** Whoever was signed out without wanting it is still where they were: they are asked for their password there. */
function isHere({ status, leaving }: AuthState): boolean {
  return status === 'signedIn' || (status === 'expired' && !leaving);
}

function isMember(user: User | undefined): boolean {
  return sidesOf(user?.roles ?? []).length > 0;
}
