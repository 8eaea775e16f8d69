import { useEffect, useRef, type ReactNode } from 'react';
import { useTitle } from './useTitle.ts';

interface Props {
  title: string;
  /** The title as the page shows it, if it is more than text. */
  heading?: ReactNode;
  /** Beside the title. */
  actions?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** One page of the dashboard. When it comes, its title takes the focus, and reading begins there. */
export function Page({ title, heading = title, actions, className = '', children }: Props) {
  const headline = useRef<HTMLHeadingElement>(null);
  useTitle(title);
  useEffect(() => headline.current?.focus({ preventScroll: true }), []);
  return (
    <div className={`page ${className}`}>
      <header>
        <h1 ref={headline} tabIndex={-1} dir="auto">
          {heading}
        </h1>
        {actions}
      </header>
      {children}
    </div>
  );
}
