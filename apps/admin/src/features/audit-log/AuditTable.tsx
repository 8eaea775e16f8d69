import type { AuditEntry } from '@duet/contract';
import { Link } from 'wouter';
import { actionWords, roleWords } from '../../lib/words.ts';
import { Chip } from '../../ui/Chip.tsx';
import { Moment } from '../../ui/Moment.tsx';
import { useMay } from '../auth/session.ts';
import type { AuditFilters } from './AuditFilterForm.tsx';

interface Props {
  entries: readonly AuditEntry[];
  /** Shows only those that are of the same administrator, case … as one of them. */
  onNarrow: (narrower: AuditFilters) => void;
}

/** Entries, the newest first. */
export function AuditTable({ entries, onNarrow }: Props) {
  return (
    <table className="table" data-testid="audit">
      <caption>The newest entry first</caption>
      <thead>
        <tr>
          <th scope="col">Entry</th>
          <th scope="col">When</th>
          <th scope="col">Who</th>
          <th scope="col">What</th>
          <th scope="col">Of whom or what</th>
          <th scope="col">Case and reason</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <tr key={entry.seq}>
            <td data-label="Entry" className="number">
              {entry.seq}
            </td>
            <td data-label="When">
              <Moment at={entry.at} />
            </td>
            <td data-label="Who">
              <span>
                <button type="button" className="link" onClick={() => onNarrow({ actorId: entry.actor.id })}>
                  <bdi>{entry.actor.name ?? 'Somebody who is gone'}</bdi>
                </button>
                <br />
                <span className="faint">
                  {entry.actorRoles.map((role) => roleWords[role]).join(', ') || 'No administrator'}
                </span>
              </span>
            </td>
            <td data-label="What">
              <What entry={entry} />
            </td>
            <td data-label="Of">
              <Target entry={entry} onNarrow={onNarrow} />
            </td>
            <td data-label="Why">
              <Why entry={entry} onNarrow={onNarrow} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function What({ entry: { action, outcome, details, address, sessionId } }: { entry: AuditEntry }) {
  const facts = Object.entries({ ...details, address, session: sessionId ?? 'none' });
  return (
    <div>
      {actionWords[action]} {outcome === 'refused' && <Chip label="Refused" tone="negative" />}
      <details className="entry-details">
        <summary className="faint">Details</summary>
        <dl className="facts faint">
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
            </div>
          ))}
        </dl>
      </details>
    </div>
  );
}

function Target({
  entry: { conversationId, subject },
  onNarrow,
}: { entry: AuditEntry } & Pick<Props, 'onNarrow'>) {
  const mayFind = useMay('find');
  if (subject) {
    return (
      <span>
        {mayFind ? (
          <Link href={`/people/${subject.id}`}>
            <bdi>{subject.name ?? 'Somebody who is gone'}</bdi>
          </Link>
        ) : (
          <bdi>{subject.name ?? 'Somebody who is gone'}</bdi>
        )}
        <br />
        <button type="button" className="link" onClick={() => onNarrow({ subjectId: subject.id })}>
          Only of them
        </button>
      </span>
    );
  }
  if (conversationId === null) return <span className="faint">–</span>;
  return (
    <span>
      {mayFind ? <Link href={`/conversations/${conversationId}`}>A conversation</Link> : 'A conversation'}{' '}
      <span className="faint">{conversationId.slice(0, 8)}</span>
      <br />
      <button type="button" className="link" onClick={() => onNarrow({ conversationId })}>
        Only of it
      </button>
    </span>
  );
}

function Why({
  entry: { caseId, text, textErased },
  onNarrow,
}: { entry: AuditEntry } & Pick<Props, 'onNarrow'>) {
  return (
    <div>
      {caseId !== null && (
        <p>
          <button type="button" className="link" onClick={() => onNarrow({ caseId })}>
            {caseId}
          </button>
        </p>
      )}
      {text !== null && <p dir="auto">{text}</p>}
      {textErased && <p className="faint">The words were erased.</p>}
    </div>
  );
}
