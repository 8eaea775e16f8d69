import { useEffect, useRef, type ReactNode } from 'react';
import { useTitle } from './useTitle.ts';

interface Props {
  title: string;
  /** Beside the title. */
  actions?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** One page of the dashboard. When it comes, its title takes the focus, and reading begins there. */
export function Page({ title, actions, className = '', children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useTitle(title);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <div className={`page ${className}`}>
      <header>
        <h1 ref={heading} tabIndex={-1} dir="auto">
          {title}
        </h1>
        {actions}
      </header>
      {children}
    </div>
  );
}
