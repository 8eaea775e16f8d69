import type { RouteHandlers } from '../../platform/http/handlers.ts';
import type { ProposalService } from './proposal.service.ts';

/** What administrators do with all that there is of a person. */
export function privacyRoutes(
  proposals: ProposalService,
): RouteHandlers<
  | 'proposeForPerson'
  | 'listProposals'
  | 'decideProposal'
  | 'listExportFiles'
  | 'holdPerson'
  | 'listHolds'
  | 'liftHold'
> {
  return {
    proposeForPerson: async ({ params, body }, { actor }) => ({
      proposal: await proposals.propose(actor, params.id, body),
    }),
    listProposals: async (_input, { actor }) => ({ proposals: await proposals.list(actor) }),
    decideProposal: async ({ params, body }, { actor }) => ({
      proposal: await proposals.decide(actor, params.id, body),
    }),
    listExportFiles: async ({ params }, { actor }) => ({
      files: await proposals.listFiles(actor, params.id),
    }),
    holdPerson: async ({ params, body }, { actor }) => ({
      hold: await proposals.hold(actor, params.id, body),
    }),
    listHolds: async (_input, { actor }) => ({ holds: await proposals.listHolds(actor) }),
    liftHold: async ({ params, body }, { actor }) => ({
      hold: await proposals.liftHold(actor, params.id, body.reason),
    }),
  };
}
