import { LIMITS } from '@duet/contract';
import type { RouteHandlers } from '../../platform/http/handlers.ts';
import type { OversightService } from './oversight.service.ts';
import type { PeopleOversightService } from './people-oversight.service.ts';

/** What administrators look at, and what they do to people. */
export function oversightRoutes(
  oversight: OversightService,
  people: PeopleOversightService,
): RouteHandlers<
  | 'findConversations'
  | 'overseeConversation'
  | 'openConversation'
  | 'listOpenings'
  | 'readOpening'
  | 'searchOpening'
  | 'findPeople'
  | 'overseePerson'
  | 'suspendPerson'
  | 'readmitPerson'
  | 'signPersonOut'
  | 'resetSecondFactor'
> {
  return {
    findConversations: ({ query }, { actor }) =>
      oversight.findConversations(actor, { ...query, limit: query.limit ?? LIMITS.pageDefault }),
    overseeConversation: async ({ params }, { actor }) => ({
      conversation: await oversight.getConversation(actor, params.id),
    }),
    openConversation: ({ params, body }, { actor }) => oversight.open(actor, params.id, body),
    listOpenings: async (_input, { actor }) => ({ openings: await oversight.listOpenings(actor) }),
    readOpening: ({ params, query }, { actor }) =>
      oversight.readMessages(actor, params.id, { ...query, limit: query.limit ?? LIMITS.pageDefault }),
    searchOpening: ({ params, body }, { actor }) => oversight.searchMessages(actor, params.id, body.words),
    findPeople: ({ body }, { actor }) => people.find(actor, body.search),
    overseePerson: ({ params }, { actor }) => people.look(actor, params.id),
    suspendPerson: async ({ params, body }, { actor }) => ({
      person: await people.suspend(actor, params.id, body),
    }),
    readmitPerson: async ({ params, body }, { actor }) => ({
      person: await people.readmit(actor, params.id, body),
    }),
    signPersonOut: async ({ params, body }, { actor }) => ({
      person: await people.signOut(actor, params.id, body),
    }),
    resetSecondFactor: async ({ params, body }, { actor }) => ({
      person: await people.resetSecondFactor(actor, params.id, body),
    }),
  };
}
