import type { AuditAnchors } from './audit-anchors.ts';
import { ChainCheck, type Verdict } from './audit-chain.ts';
import type { AuditLogRepository } from './audit-log.repository.ts';

/** How many entries are held at a time. */
const PIECE = 1_000;

/**
 * Checks the whole log, by what it says itself and by what is known of it outside the database, and names the first entry
 * that was changed, is missing, or was written while the clock ran back. Entries may be added meanwhile.
 */
export async function verifyAuditLog(
  repository: AuditLogRepository,
  anchors: AuditAnchors,
): Promise<Verdict> {
  // Before any entry is read: what is anchored now is there now.
  const check = new ChainCheck(await anchors.read());
  for (;;) {
    const rows = await repository.listChain(check.seq, PIECE);
    for (const row of rows) {
      const fault = check.add(row);
      if (fault) return fault;
    }
    if (rows.length > 0) continue;
    const head = await repository.getHead();
    const wasAdded = head.seq > check.seq && (await repository.listChain(check.seq, 1)).length > 0;
    if (!wasAdded) return check.end(head);
  }
}
