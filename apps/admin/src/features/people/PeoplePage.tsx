import { sidesOf, type OverseenPerson } from '@duet/contract';
import { useState } from 'react';
import { Link } from 'wouter';
import { readForm } from '../../lib/useFilters.ts';
import { Chip } from '../../ui/Chip.tsx';
import { Field } from '../../ui/Field.tsx';
import { Moment } from '../../ui/Moment.tsx';
import { Failure, Loading, Note } from '../../ui/Notes.tsx';
import { Page } from '../../ui/Page.tsx';
import { usePeopleSearch } from './usePeopleSearch.ts';

/** People by name, e-mail address or id. */
export function PeoplePage() {
  const [text, setText] = useState('');
  const found = usePeopleSearch(text);
  const { data } = found;
  return (
    <Page title="People">
      <form
        role="search"
        className="filters one"
        onSubmit={(event) => {
          event.preventDefault();
          setText(readForm(event.currentTarget, ['who']).who ?? '');
        }}
      >
        <Field label="Name, e-mail address or id">
          {(control) => (
            <input {...control} name="who" minLength={2} maxLength={255} required autoComplete="off" />
          )}
        </Field>
        <div className="actions">
          <button type="submit" className="button primary">
            Find
          </button>
        </div>
      </form>
      {found.isLoading && <Loading />}
      {found.error && <Failure error={found.error} onRetry={() => void found.refetch()} />}
      {!found.isLoading && !data && !found.error && (
        <Note
          title="Whom are you looking for?"
          text="Names are found by the beginnings of their words; e-mail addresses and ids when they are whole."
        />
      )}
      {data?.people.length === 0 && (
        <Note title="Nobody is called that" text="Try another part of the name." />
      )}
      {data && data.people.length > 0 && <PeopleTable people={data.people} />}
      {data?.hasMore && <p className="faint">There are more. Say more of the name.</p>}
    </Page>
  );
}

function PeopleTable({ people }: { people: readonly OverseenPerson[] }) {
  return (
    <table className="table" data-testid="people">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">E-mail address</th>
          <th scope="col">As</th>
          <th scope="col">Status</th>
          <th scope="col">Last seen</th>
        </tr>
      </thead>
      <tbody>
        {people.map((person) => (
          <tr key={person.id}>
            <td data-label="Name">
              <Link href={`/people/${person.id}`}>
                <bdi>{person.name}</bdi>
              </Link>
            </td>
            <td data-label="E-mail">{person.email ?? '–'}</td>
            <td data-label="As">{sidesOf(person.roles).join(', ') || 'administrator'}</td>
            <td data-label="Status">
              <PersonStatus person={person} />
            </td>
            <td data-label="Last seen">
              {person.lastSeenAt === null ? 'Never' : <Moment at={person.lastSeenAt} />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Whether somebody may use Duet. */
export function PersonStatus({ person: { suspendedAt } }: { person: OverseenPerson }) {
  if (suspendedAt === null) return <Chip label="Active" tone="positive" />;
  return (
    <span>
      <Chip label="Suspended" tone="negative" /> since <Moment at={suspendedAt} />
    </span>
  );
}
