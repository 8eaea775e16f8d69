import type { AdminPermission, AdminSession } from '@duet/contract';
import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { createContext, use, useCallback } from 'react';
import { call, endsSession, setCsrfToken } from '../../lib/api.ts';

const SESSION = ['session'];
/** Why nobody is signed in: nobody has been, they left, or the session ended by itself. */
export type SignedOut = 'never' | 'left' | 'over';

/** The session of this browser, or why there is none. */
export function useSessionQuery() {
  return useQuery({ queryKey: SESSION, queryFn: findSession, staleTime: Infinity });
}

async function findSession(): Promise<AdminSession | SignedOut> {
  try {
    const session = await call('getAdminSession');
    setCsrfToken(session.csrfToken);
    return session;
  } catch (error) {
    if (endsSession(error)) return 'never';
    throw error;
  }
}

/** Goes on as who has just signed in. */
export function beginSession(client: QueryClient, session: AdminSession): void {
  setCsrfToken(session.csrfToken);
  client.setQueryData<AdminSession | SignedOut>(SESSION, session);
}

/** Shows the door, and forgets everything that was seen. */
export function endSession(client: QueryClient, why: SignedOut): void {
  setCsrfToken(undefined);
  client.setQueryData<AdminSession | SignedOut>(SESSION, why);
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION[0] });
}

/** Signs out, here and at the server. */
export function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  return useCallback(async () => {
    await call('adminSignOut');
    endSession(client, 'left');
  }, [client]);
}

const SessionContext = createContext<AdminSession | undefined>(undefined);
export const SessionProvider = SessionContext.Provider;

/** The session that is open; only within `SessionProvider`. */
export function useSession(): AdminSession {
  const session = use(SessionContext);
  if (!session) throw new Error('There is no session outside SessionProvider.');
  return session;
}

/** Whether the signed-in administrator may do this. */
export function useMay(permission: AdminPermission): boolean {
  return useSession().administrator.permissions.includes(permission);
}
