import type { OverseenConversation } from '@duet/contract';

/** Whose conversation it is; each name in the direction it is written in. */
export function Pair({ customer, artist }: Pick<OverseenConversation, 'customer' | 'artist'>) {
  return (
    <>
      <bdi>{customer.name}</bdi> and <bdi>{artist.name}</bdi>
    </>
  );
}
