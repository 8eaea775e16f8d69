import type { RouteInput } from '@duet/contract';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../lib/api.ts';
import { saveFile } from '../../lib/saveFile.ts';
import { messageOf } from '../../ui/Notes.tsx';

type Query = RouteInput<'exportAuditEntries'>['query'];

/** Saves all entries that the filters leave, one a line, with the hashes that link them. */
export function ExportButton({ query }: { query: Query }) {
  const [count, setCount] = useState(0);
  const save = useMutation({
    mutationFn: async () => {
      const lines: string[] = [];
      let cursor: string | undefined;
      do {
        const piece = await call('exportAuditEntries', { query: { ...query, cursor } });
        lines.push(...piece.entries.map((entry) => `${JSON.stringify(entry)}\n`));
        setCount(lines.length);
        cursor = piece.nextCursor ?? undefined;
      } while (cursor !== undefined);
      saveFile('audit-log.jsonl', 'application/jsonl', lines);
    },
  });
  return (
    <div className="chips">
      <span role="status" className="faint">
        {save.isPending && `${count} entries so far`}
        {save.isSuccess && `${count} entries saved`}
      </span>
      {save.error && (
        <span role="alert" className="fault">
          {messageOf(save.error)}
        </span>
      )}
      <button type="button" className="button" disabled={save.isPending} onClick={() => save.mutate()}>
        {save.isPending ? 'Exporting …' : 'Export'}
      </button>
    </div>
  );
}
