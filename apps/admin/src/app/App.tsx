import type { AdminPermission } from '@duet/contract';
import { QueryClientProvider, useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Redirect, Route, Router, Switch } from 'wouter';
import { AuditPage } from '../features/audit-log/AuditPage.tsx';
import { SecondFactorPage } from '../features/auth/SecondFactorPage.tsx';
import { SessionsPage } from '../features/auth/SessionsPage.tsx';
import {
  SessionProvider,
  useMay,
  useSession,
  useSessionQuery,
  useSignOut,
} from '../features/auth/session.ts';
import { SignIn } from '../features/auth/SignIn.tsx';
import { ConversationPage } from '../features/conversations/ConversationPage.tsx';
import { FinderPage } from '../features/conversations/FinderPage.tsx';
import { HealthPage } from '../features/health/HealthPage.tsx';
import { PacksPage } from '../features/packs/PacksPage.tsx';
import { PeoplePage } from '../features/people/PeoplePage.tsx';
import { PersonPage } from '../features/people/PersonPage.tsx';
import { PrivacyPage } from '../features/privacy/PrivacyPage.tsx';
import { ReportPage } from '../features/reports/ReportPage.tsx';
import { ReportsPage } from '../features/reports/ReportsPage.tsx';
import { Failure, Loading, Note } from '../ui/Notes.tsx';
import { Page } from '../ui/Page.tsx';
import { queryClient } from './queryClient.ts';
import { placesOf, Shell } from './Shell.tsx';

export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <Door />
    </QueryClientProvider>
  );
}

/** Nothing but the door, until somebody has signed in. */
function Door() {
  const { data, error, refetch } = useSessionQuery();
  if (error && data === undefined) {
    return (
      <main className="alone">
        <Failure error={error} onRetry={() => void refetch()} />
      </main>
    );
  }
  if (data === undefined) {
    return (
      <main className="alone">
        <Loading rows={1} />
      </main>
    );
  }
  if (typeof data === 'string') return <SignIn why={data} />;
  const { since, required } = data.secondFactor;
  if (required && since === null) {
    return (
      <SessionProvider value={data}>
        <Router base="/admin">
          <SetUpFirst />
        </Router>
      </SessionProvider>
    );
  }
  return (
    <SessionProvider value={data}>
      <Router base="/admin">
        <Shell>
          <Pages />
        </Shell>
      </Router>
    </SessionProvider>
  );
}

/** All there is for who lacks the second factor that the server demands. */
function SetUpFirst() {
  const signOut = useMutation({ mutationFn: useSignOut() });
  return (
    <main className="alone">
      <SecondFactorPage />
      <button type="button" className="button quiet" onClick={() => signOut.mutate()}>
        Sign out
      </button>
    </main>
  );
}

function Pages() {
  const { administrator } = useSession();
  return (
    <Switch>
      <Route path="/">
        <Redirect to={placesOf(administrator.permissions)[0]!.path} replace />
      </Route>
      <Route path="/conversations">
        <Allowed permission="find">
          <FinderPage />
        </Allowed>
      </Route>
      <Route path="/conversations/:id">
        {({ id }) => (
          <Allowed permission="find">
            <ConversationPage key={id} id={id} />
          </Allowed>
        )}
      </Route>
      <Route path="/people">
        <Allowed permission="find">
          <PeoplePage />
        </Allowed>
      </Route>
      <Route path="/people/:id">
        {({ id }) => (
          <Allowed permission="find">
            <PersonPage key={id} id={id} />
          </Allowed>
        )}
      </Route>
      <Route path="/reports">
        <Allowed permission="find">
          <ReportsPage />
        </Allowed>
      </Route>
      <Route path="/reports/:id">
        {({ id }) => (
          <Allowed permission="find">
            <ReportPage key={id} id={id} />
          </Allowed>
        )}
      </Route>
      <Route path="/packs">
        <Allowed permission="open">
          <PacksPage />
        </Allowed>
      </Route>
      <Route path="/privacy">
        <Allowed permission="act">
          <PrivacyPage />
        </Allowed>
      </Route>
      <Route path="/audit">
        <Allowed permission="audit">
          <AuditPage />
        </Allowed>
      </Route>
      <Route path="/health">
        <HealthPage />
      </Route>
      <Route path="/second-factor">
        <SecondFactorPage />
      </Route>
      <Route path="/sessions">
        <SessionsPage />
      </Route>
      <Route>
        <Page title="Nothing here">
          <Note title="There is no such page" text="The address leads nowhere in the dashboard." />
        </Page>
      </Route>
    </Switch>
  );
}

function Allowed({ permission, children }: { permission: AdminPermission; children: ReactNode }) {
  if (useMay(permission)) return children;
  return (
    <Page title="Not for your role">
      <Note title="Your role does not allow this" text="Ask an owner if you need it." />
    </Page>
  );
}
