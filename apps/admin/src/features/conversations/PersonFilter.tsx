import { useState } from 'react';
import { readForm } from '../../lib/useFilters.ts';
import { Field } from '../../ui/Field.tsx';
import { Failure, Loading } from '../../ui/Notes.tsx';
import { usePeopleSearch } from '../people/usePeopleSearch.ts';
import './finder.css';

interface Props {
  personId: string | undefined;
  name: string | undefined;
  onChoose: (id: string | undefined) => void;
}

/** Whose conversations: somebody is looked up by name or address, and chosen among those who are found. */
export function PersonFilter({ personId, name, onChoose }: Props) {
  const [text, setText] = useState('');
  const found = usePeopleSearch(text);
  if (personId !== undefined) {
    return (
      <p className="chosen-person">
        Conversations of <bdi className="strong">{name ?? 'one person'}</bdi>
        <button type="button" className="button quiet" onClick={() => onChoose(undefined)}>
          Of everybody
        </button>
      </p>
    );
  }
  const choose = (id: string) => {
    setText('');
    onChoose(id);
  };
  return (
    <div className="person-filter">
      <form
        className="filters one"
        onSubmit={(event) => {
          event.preventDefault();
          setText(readForm(event.currentTarget, ['who']).who ?? '');
        }}
      >
        <Field label="Person">
          {(control) => (
            <input
              {...control}
              name="who"
              minLength={2}
              autoComplete="off"
              placeholder="Name, e-mail address or id"
            />
          )}
        </Field>
        <div className="actions">
          <button type="submit" className="button">
            Look up
          </button>
        </div>
      </form>
      {found.isLoading && <Loading rows={1} />}
      {found.error && <Failure error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && (
        <div role="status" className="found-people">
          <span className="soft">
            {found.data.people.length === 0 ? 'Nobody is called that.' : 'Who is meant?'}
          </span>
          {found.data.people.map((person) => (
            <button key={person.id} type="button" className="button" onClick={() => choose(person.id)}>
              <bdi>{person.name}</bdi>
              {person.email !== null && <span className="faint">{person.email}</span>}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
