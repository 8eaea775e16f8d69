import { useQuery } from '@tanstack/react-query';
import { call } from '../../lib/api.ts';

/** Who is found by this; nothing is asked while it is too short. Whom one looks for stands in no address. */
export function usePeopleSearch(text: string) {
  return useQuery({
    queryKey: ['people', text],
    queryFn: () => call('findPeople', { body: { search: text } }),
    enabled: text.length >= 2,
  });
}
