import type { Pack } from '@duet/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../../lib/api.ts';
import { fetchFile } from '../../lib/saveFile.ts';

const PACKS = ['packs'];
const PROGRESS_MS = 1_000;

/** The administrator's own dispute packs; looked at again while one is being made. */
export function usePacks() {
  return useQuery({
    queryKey: PACKS,
    queryFn: async () => (await call('listPacks')).packs,
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.some(isBeingMade) ? PROGRESS_MS : false),
  });
}

/** Has a dispute pack made of what is open. */
export function useMakePack(onMade: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (openingId: string) => call('makePack', { params: { id: openingId } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: PACKS });
      onMade();
    },
  });
}

/** Saves the file of a pack. */
export function useFetchPack() {
  return useMutation({
    mutationFn: async ({ id, caseId }: Pack) => {
      const { file } = await call('getPackFile', { params: { id } });
      if (file) fetchFile(file.url, `dispute-pack-${caseId.replaceAll(/[^\w-]/g, '-')}.tar.gz`);
    },
  });
}

export function isBeingMade({ doneAt }: Pack): boolean {
  return doneAt === null;
}
