import { auditAction } from '@duet/contract';
import { readForm, type Filters } from '../../lib/useFilters.ts';
import { actionWords } from '../../lib/words.ts';
import { Field } from '../../ui/Field.tsx';

export const AUDIT_FIELDS = [
  'action',
  'outcome',
  'caseId',
  'from',
  'until',
  'actorId',
  'subjectId',
  'conversationId',
] as const;
export type AuditFilters = Filters<(typeof AUDIT_FIELDS)[number]>;

/** Filters that are chosen in the table and not written into a field. */
const CHOSEN = { actorId: 'one administrator', subjectId: 'one person', conversationId: 'one conversation' };

interface Props {
  filters: AuditFilters;
  onChange: (next: AuditFilters) => void;
}

/** Which entries are shown. */
export function AuditFilterForm({ filters, onChange }: Props) {
  const chosen = (Object.keys(CHOSEN) as (keyof typeof CHOSEN)[]).filter(
    (name) => filters[name] !== undefined,
  );
  return (
    <form
      key={JSON.stringify(filters)}
      className="filters"
      role="search"
      aria-label="Entries"
      onSubmit={(event) => {
        event.preventDefault();
        onChange(readForm(event.currentTarget, AUDIT_FIELDS));
      }}
    >
      <Field label="What">
        {(control) => (
          <select {...control} name="action" defaultValue={filters.action ?? ''}>
            <option value="">Anything</option>
            {auditAction.options.map((action) => (
              <option key={action} value={action}>
                {actionWords[action]}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label="Outcome">
        {(control) => (
          <select {...control} name="outcome" defaultValue={filters.outcome ?? ''}>
            <option value="">Any</option>
            <option value="allowed">Allowed</option>
            <option value="refused">Refused</option>
          </select>
        )}
      </Field>
      <Field label="Case">
        {(control) => (
          <input {...control} name="caseId" defaultValue={filters.caseId} maxLength={40} autoComplete="off" />
        )}
      </Field>
      <Field label="From">
        {(control) => <input {...control} name="from" type="date" defaultValue={filters.from} />}
      </Field>
      <Field label="Until">
        {(control) => <input {...control} name="until" type="date" defaultValue={filters.until} />}
      </Field>
      {chosen.map((name) => (
        <input key={name} type="hidden" name={name} value={filters[name]} />
      ))}
      <div className="actions">
        <button type="submit" className="button primary">
          Show
        </button>
        <button type="button" className="button quiet" onClick={() => onChange({})}>
          Clear
        </button>
      </div>
      {chosen.length > 0 && (
        <p className="faint">
          Only of {chosen.map((name) => CHOSEN[name]).join(' and ')}: Clear shows all again.
        </p>
      )}
    </form>
  );
}
