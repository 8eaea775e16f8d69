import type { OwnReport } from '@duet/contract';
import { useEffect } from 'react';
import { useChatClient } from './ChatProvider.tsx';

/** Calls `onDecided`, the same function throughout, with own reports as they are decided on. */
export function useDecidedReports(onDecided: (report: OwnReport) => void): void {
  const client = useChatClient();
  useEffect(() => client.subscribeDecidedReports(onDecided), [client, onDecided]);
}
