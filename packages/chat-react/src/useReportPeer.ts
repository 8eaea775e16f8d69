import { systemEnvironment, type ApiError } from '@duet/chat-client';
import type { OwnReport, ReportInput } from '@duet/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { chatKeys, requestOptions } from './chatQueries.ts';
import { useChatClient } from './ChatProvider.tsx';
import { useUserId } from './useUserId.ts';

/** What is reported: the other person of a conversation or, with a `messageId`, a message of theirs. */
export interface Complaint extends Omit<ReportInput, 'clientReportId'> {
  readonly conversationId: string;
}

/** Reports somebody, once for as long as this is mounted, however often it is tried. It needs a connection. */
export function useReportPeer(): {
  readonly mutate: (complaint: Complaint) => void;
  readonly isPending: boolean;
  readonly isSuccess: boolean;
  readonly error: ApiError | null;
} {
  const { api } = useChatClient();
  const queries = useQueryClient();
  const userId = useUserId();
  const [clientReportId] = useState(systemEnvironment.newId);
  const { mutate, isPending, isSuccess, error } = useMutation<OwnReport, ApiError, Complaint>({
    ...requestOptions,
    mutationFn: async ({ conversationId, ...said }) => {
      const body = { ...said, clientReportId };
      const { report } = await api.call('reportPeer', { params: { id: conversationId }, body });
      return report;
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: chatKeys.reports(userId) }),
  });
  return { mutate, isPending, isSuccess, error };
}
