import { useState } from 'react';
import { signIn, type Member } from './shop.ts';

/** The marketplace's own door. */
export function SignIn({ onSignedIn }: { onSignedIn: (member: Member) => void }) {
  const [failed, setFailed] = useState(false);
  return (
    <main className="door">
      <h1>Easel</h1>
      <form
        action={async (fields) => {
          const member = await signIn(textOf(fields, 'name'), textOf(fields, 'password'));
          if (member) onSignedIn(member);
          else setFailed(true);
        }}
      >
        <label>
          Name
          <input name="name" autoComplete="username" />
        </label>
        <label>
          Password
          <input name="password" type="password" autoComplete="current-password" />
        </label>
        {failed && <p role="alert">Nobody has this name and this password.</p>}
        <button>Enter</button>
      </form>
    </main>
  );
}

function textOf(fields: FormData, name: string): string {
  const value = fields.get(name);
  return typeof value === 'string' ? value : '';
}
