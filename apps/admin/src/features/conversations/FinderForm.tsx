import { readForm, type Filters } from '../../lib/useFilters.ts';
import { Field } from '../../ui/Field.tsx';
import { PersonFilter } from './PersonFilter.tsx';

export const FINDER_FIELDS = ['person', 'booking', 'status', 'from', 'until'] as const;
export type FinderFilters = Filters<(typeof FINDER_FIELDS)[number]>;

interface Props {
  filters: FinderFilters;
  onChange: (next: FinderFilters) => void;
  /** Of the person it is filtered by, when it is known. */
  personName: string | undefined;
}

/** What conversations are found by. Each look is an entry of the audit log, so it looks when it is told to. */
export function FinderForm({ filters, onChange, personName }: Props) {
  const { person, ...others } = filters;
  return (
    <div className="finder" role="search" aria-label="Conversations">
      <PersonFilter
        personId={person}
        name={personName}
        onChoose={(id) => onChange(id === undefined ? others : { ...others, person: id })}
      />
      <form
        key={JSON.stringify(others)}
        className="filters"
        onSubmit={(event) => {
          event.preventDefault();
          onChange(readForm(event.currentTarget, FINDER_FIELDS));
        }}
      >
        <input type="hidden" name="person" value={person ?? ''} />
        <Field label="Booking code">
          {(control) => (
            <input
              {...control}
              name="booking"
              defaultValue={others.booking}
              maxLength={40}
              autoComplete="off"
            />
          )}
        </Field>
        <Field label="Status">
          {(control) => (
            <select {...control} name="status" defaultValue={others.status ?? ''}>
              <option value="">Any</option>
              <option value="active">Active</option>
              <option value="blocked">Blocked by one side</option>
              <option value="closed">Closed</option>
            </select>
          )}
        </Field>
        <Field label="Last message from">
          {(control) => <input {...control} name="from" type="date" defaultValue={others.from} />}
        </Field>
        <Field label="Last message until">
          {(control) => <input {...control} name="until" type="date" defaultValue={others.until} />}
        </Field>
        <div className="actions">
          <button type="submit" className="button primary">
            Find
          </button>
          <button type="button" className="button quiet" onClick={() => onChange({})}>
            Clear
          </button>
        </div>
      </form>
    </div>
  );
}
