import type { Opening, OverseenConversation, OverseenMessage } from '@duet/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { call, codeOf } from '../../lib/api.ts';
import { momentOf } from '../../lib/moments.ts';
import { readForm } from '../../lib/useFilters.ts';
import { Field } from '../../ui/Field.tsx';
import { messageOf, Note } from '../../ui/Notes.tsx';
import { endOpening } from '../conversations/useOpening.ts';
import { nameOf } from './names.ts';

interface Props {
  opening: Opening;
  conversation: OverseenConversation;
  onChoose: (seq: number) => void;
}

/** Words in an opened conversation, also in what was edited and unsent. What is looked for is written down. */
export function SearchPanel({ opening, conversation, onChoose }: Props) {
  const client = useQueryClient();
  const field = useRef<HTMLInputElement>(null);
  const search = useMutation({
    mutationFn: (words: string) => call('searchOpening', { params: { id: opening.id }, body: { words } }),
    onError: (error) => {
      if (codeOf(error) === 'opening_not_found') endOpening(client, opening.id);
    },
    gcTime: 0,
  });
  useEffect(() => field.current?.focus(), []);
  const messages = search.data?.messages ?? [];
  return (
    <div className="search-panel">
      <form
        role="search"
        className="filters one"
        onSubmit={(event) => {
          event.preventDefault();
          const { words } = readForm(event.currentTarget, ['words']);
          if (words !== undefined) search.mutate(words);
        }}
      >
        <Field label="Words in this conversation">
          {(control) => <input {...control} ref={field} name="words" maxLength={100} autoComplete="off" />}
        </Field>
        <div className="actions">
          <button type="submit" className="button primary" disabled={search.isPending}>
            {search.isPending ? 'Searching …' : 'Search'}
          </button>
        </div>
      </form>
      <p role="status" className="faint">
        {search.isSuccess && countWords(messages.length, search.data.hasMore)}
      </p>
      {search.error && (
        <p className="fault" role="alert">
          {messageOf(search.error)}
        </p>
      )}
      {search.isSuccess && messages.length === 0 && (
        <Note
          title="Nobody wrote that"
          text="Neither as it stands now, nor before it was edited or unsent."
        />
      )}
      <ol className="hits">
        {messages.map((message) => (
          <li key={message.seq}>
            <button type="button" className="hit" onClick={() => onChoose(message.seq)}>
              <span>
                <span className="number faint">#{message.seq}</span>{' '}
                <strong>
                  <bdi>{nameOf(message.senderId, conversation)}</bdi>
                </strong>{' '}
                <span className="faint">{momentOf(message.sentAt)}</span>
              </span>
              <span dir="auto">{wordingOf(message)}</span>
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}

function countWords(count: number, hasMore: boolean): string {
  if (hasMore) return `The newest ${count} messages that say this. There are more.`;
  return count === 1 ? 'One message says this.' : `${count} messages say this.`;
}

/** As it stands, or, of what was unsent, as it stood last. */
function wordingOf({ content, revisions }: OverseenMessage): string {
  return content ?? revisions.at(-1)?.content ?? '';
}
