import { openingInput } from '@duet/contract';
import { useQueryClient } from '@tanstack/react-query';
import { call } from '../../lib/api.ts';
import { GroundsDialog } from '../auth/GroundsDialog.tsx';
import { addOpening } from './useOpening.ts';

/** Asks why a conversation is to be opened, and opens it. */
export function OpenDialog({ conversationId, onClose }: { conversationId: string; onClose: () => void }) {
  const client = useQueryClient();
  return (
    <GroundsDialog
      title="Open this conversation"
      text="It is open to you for 30 minutes. What you read and search is written down with your name, this case and this reason, and cannot be taken out of the log."
      confirm="Open for 30 minutes"
      underCase="always"
      schema={openingInput}
      act={async (body) => {
        const { opening } = await call('openConversation', { params: { id: conversationId }, body });
        addOpening(client, opening);
      }}
      onClose={onClose}
    />
  );
}
