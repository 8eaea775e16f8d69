import { useEffect, useRef, useState } from 'react';
import { saveFile } from '../../lib/saveFile.ts';

/** Codes for who has lost their authenticator. They are seen here, and nowhere again. */
export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const [copied, setCopied] = useState(false);
  const headline = useRef<HTMLHeadingElement>(null);
  useEffect(() => headline.current?.focus(), []);
  const text = `${codes.join('\n')}\n`;
  return (
    <>
      <h2 ref={headline} tabIndex={-1}>
        Keep these recovery codes
      </h2>
      <p>
        Your second factor is on. Should you lose your authenticator, each of these signs you in once in place
        of its code. They are shown only now: keep them where you keep your passwords.
      </p>
      <ul className="recovery-codes" data-testid="recovery-codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className="actions">
        <button
          type="button"
          className="button"
          onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
        >
          {copied ? 'Copied' : 'Copy'}
        </button>
        <button
          type="button"
          className="button"
          onClick={() => saveFile('duet-recovery-codes.txt', 'text/plain', [text])}
        >
          Save as a file
        </button>
        <button type="button" className="button primary" onClick={onKept}>
          I have kept them
        </button>
      </div>
    </>
  );
}
