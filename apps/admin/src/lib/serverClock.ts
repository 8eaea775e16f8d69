/** How far the server's clock is ahead of this browser's, in milliseconds. */
let aheadMs = 0;

/** Servers write the same `date` for about a second. */
const KEPT_MS = 1_000;

/** Learns the server's time from an answer that was asked for at `askedAt`: its `date` names the second. */
export function learnTime(headers: Headers, askedAt: number): void {
  const said = Date.parse(headers.get('date') ?? '');
  if (Number.isNaN(said)) return;
  // It was written between then and now, in that second or a little later. What fits stays, so that no clock jumps.
  const [least, most] = [said - Date.now(), said + 999 + KEPT_MS - askedAt];
  if (aheadMs < least || aheadMs > most) aheadMs = (least + most) / 2;
}

/** The present by the server's clock: what it says ends, ends then. */
export function serverNow(): number {
  return Date.now() + aheadMs;
}
