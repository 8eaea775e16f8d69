import icon from '@duet/mobile/icon.svg';
import type { AdminPermission } from '@duet/contract';
import { useMutation } from '@tanstack/react-query';
import { useId, useState, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { useSession, useSignOut } from '../features/auth/session.ts';
import { roleWords } from '../lib/words.ts';
import './shell.css';

const PLACES: readonly { path: string; name: string; permission?: AdminPermission }[] = [
  { path: '/conversations', name: 'Conversations', permission: 'find' },
  { path: '/people', name: 'People', permission: 'find' },
  { path: '/reports', name: 'Reports', permission: 'find' },
  { path: '/packs', name: 'Dispute packs', permission: 'open' },
  { path: '/privacy', name: 'Privacy', permission: 'act' },
  { path: '/audit', name: 'Audit log', permission: 'audit' },
  { path: '/health', name: 'Health' },
  { path: '/sessions', name: 'Your sessions' },
];

/** Where an administrator with these permissions can go, the first place first. */
export function placesOf(permissions: readonly AdminPermission[]) {
  return PLACES.filter(({ permission }) => permission === undefined || permissions.includes(permission));
}

/** What stands around every page. */
export function Shell({ children }: { children: ReactNode }) {
  const { administrator } = useSession();
  const [location] = useLocation();
  const signOut = useMutation({ mutationFn: useSignOut() });
  const [isOpen, setIsOpen] = useState(false);
  const menu = useId();
  return (
    <div className="shell">
      <a className="button skip" href="#content">
        Skip to the page
      </a>
      <div className="sidebar">
        <p className="brand">
          <img src={icon} alt="" />
          Duet
        </p>
        <button
          type="button"
          className="button menu-button"
          aria-expanded={isOpen}
          aria-controls={menu}
          onClick={() => setIsOpen(!isOpen)}
        >
          Menu
        </button>
        <div id={menu} className={isOpen ? 'menu open' : 'menu'}>
          <nav aria-label="Dashboard">
            <ul>
              {placesOf(administrator.permissions).map(({ path, name }) => (
                <li key={path}>
                  <Link
                    href={path}
                    aria-current={location.startsWith(path) ? 'page' : undefined}
                    onClick={() => setIsOpen(false)}
                  >
                    {name}
                  </Link>
                </li>
              ))}
            </ul>
          </nav>
          <div className="whoami">
            <p>
              <strong>
                <bdi>{administrator.name}</bdi>
              </strong>
              <br />
              <span className="faint">{administrator.roles.map((role) => roleWords[role]).join(', ')}</span>
            </p>
            <button
              type="button"
              className="button"
              data-testid="sign-out"
              disabled={signOut.isPending}
              onClick={() => signOut.mutate()}
            >
              Sign out
            </button>
          </div>
        </div>
      </div>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}
