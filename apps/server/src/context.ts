import type { ClientEventName, RouteName } from '@duet/contract';
import type { Logger } from 'pino';
import { Counter, Gauge } from 'prom-client';
import type { Config } from './config.ts';
import { DOMAIN, PASSWORD } from './demo/marketplace.ts';
import { AuditAnchors } from './features/audit/audit-anchors.ts';
import { AuditLogRepository } from './features/audit/audit-log.repository.ts';
import { AuditService } from './features/audit/audit.service.ts';
import { BookingRepository, type BookingPosition } from './features/bookings/booking.repository.ts';
import { bookingRoutes } from './features/bookings/booking.routes.ts';
import { BookingService } from './features/bookings/booking.service.ts';
import { ConversationQueue } from './features/conversations/conversation-queue.ts';
import type { ConversationPosition } from './features/conversations/conversation-order.ts';
import { ConversationRepository } from './features/conversations/conversation.repository.ts';
import { conversationRoutes } from './features/conversations/conversation.routes.ts';
import { ConversationService } from './features/conversations/conversation.service.ts';
import { conversationEvents } from './features/conversations/conversation.socket.ts';
import { KnownMembers } from './features/conversations/known-members.ts';
import { AttentionService } from './features/conversations/attention.service.ts';
import { RenameService } from './features/conversations/rename.service.ts';
import { SearchIndexService } from './features/conversations/search-index.service.ts';
import { SearchRepository } from './features/conversations/search.repository.ts';
import { UnreadReconciliation } from './features/conversations/unread-reconciliation.service.ts';
import { WriteRepository } from './features/conversations/write.repository.ts';
import { ImageDecoder } from './features/images/image-decoder.ts';
import { imageMapper } from './features/images/image.mapper.ts';
import { ImageRepository } from './features/images/image.repository.ts';
import { imageRoutes } from './features/images/image.routes.ts';
import { ImageService } from './features/images/image.service.ts';
import { integrationRoutes } from './features/integration/integration.routes.ts';
import { IntegrationService } from './features/integration/integration.service.ts';
import { MessageRepository } from './features/messages/message.repository.ts';
import { messageRoutes } from './features/messages/message.routes.ts';
import { MessageService } from './features/messages/message.service.ts';
import { messageEvents } from './features/messages/message.socket.ts';
import { NewestPages } from './features/messages/newest-pages.ts';
import { CommitTailService } from './features/sync/commit-tail.service.ts';
import { SyncRepository } from './features/sync/sync.repository.ts';
import { syncRoutes } from './features/sync/sync.routes.ts';
import { SyncService, type SyncPosition } from './features/sync/sync.service.ts';
import { syncEvents } from './features/sync/sync.socket.ts';
import { adminSessionRoutes } from './features/users/admin-session.routes.ts';
import { AdminSessionService } from './features/users/admin-session.service.ts';
import { CredentialsCheck } from './features/users/credentials-check.ts';
import { hostKeys } from './features/users/host-keys.ts';
import { HostTokens } from './features/users/host-tokens.ts';
import { PasswordGuard } from './features/users/password-guard.ts';
import { SessionTokens } from './features/users/session-tokens.ts';
import { SessionRepository } from './features/users/session.repository.ts';
import { SessionService } from './features/users/session.service.ts';
import { sessionEvents } from './features/users/session.socket.ts';
import { UserRepository } from './features/users/user.repository.ts';
import { userRoutes } from './features/users/user.routes.ts';
import { UserService } from './features/users/user.service.ts';
import type { AdminAuthenticator, Authenticator } from './platform/actor.ts';
import { CursorCodec } from './platform/cursor.ts';
import { armFailpoints } from './platform/failpoints.ts';
import type { RouteHandlers } from './platform/http/handlers.ts';
import type { Jobs } from './platform/jobs.ts';
import type { Metrics } from './platform/metrics.ts';
import type { ObjectStore } from './platform/objects/object-store.ts';
import type { Database } from './platform/postgres/database.ts';
import type { SharedCache } from './platform/shared-cache.ts';
import type { EventHandlers } from './platform/sockets/handlers.ts';
import { Announcements } from './realtime/announcements.ts';
import type { PresenceProfiles } from './realtime/presence.service.ts';
import type { RateLimiter } from './platform/rate-limiter.ts';
import type { Publisher } from './realtime/publisher.ts';

/** What the transports are given: a handler for everything in the contract, and whom to ask about people. */
export interface Context {
  readonly routes: RouteHandlers<RouteName>;
  readonly events: EventHandlers<ClientEventName>;
  readonly authenticator: Authenticator;
  readonly admins: AdminAuthenticator;
  readonly profiles: PresenceProfiles;
  /** Has processes of its own, which whoever ends the server ends. */
  readonly imageDecoder: ImageDecoder;
}

/** What the features stand on. */
export interface Foundation {
  readonly config: Config;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly database: Database;
  /** Speaks as the role that adds to the audit log. */
  readonly auditDatabase: Database;
  readonly shared: SharedCache | undefined;
  readonly publisher: Publisher;
  readonly objects: ObjectStore;
  readonly jobs: Jobs;
  /** What asks the object store, which may be slow. */
  readonly objectJobs: Jobs;
  readonly limiter: RateLimiter;
}

/** The only place that makes services, by hand and in the order of their needs. */
export function createContext(foundation: Foundation): Context {
  const {
    config,
    log,
    metrics,
    database,
    auditDatabase,
    shared,
    publisher,
    objects,
    jobs,
    objectJobs,
    limiter,
  } = foundation;
  const { keys, external } = config;
  const registers = [metrics.registry];

  const audit = new AuditService({
    repository: new AuditLogRepository(auditDatabase, database),
    anchors: new AuditAnchors(config.auditAnchors, keys.auditAnchor),
    log,
  });

  const userRepository = new UserRepository(database);
  const sessionRepository = new SessionRepository(database);
  const passwords = new PasswordGuard(limiter);
  const sessions = new SessionService({
    sessions: sessionRepository,
    users: userRepository,
    tokens: new SessionTokens(keys),
    hostTokens: external && new HostTokens(external, hostKeys(external.jwksUrl, log)),
    passwords,
    publisher,
    log,
  });
  const admins = new AdminSessionService({
    repository: sessionRepository,
    sessions,
    users: userRepository,
    credentials: new CredentialsCheck(userRepository, passwords),
    passwords,
    audit,
    csrfKeys: keys.csrf,
  });
  const users = new UserService({
    users: userRepository,
    sessions,
    publisher,
    demo: config.demo ? { domain: DOMAIN, password: PASSWORD } : undefined,
  });

  const queue = new ConversationQueue(new WriteRepository(database));
  new Gauge({
    name: 'duet_conversation_queue',
    help: 'Writes that wait for their conversation.',
    registers,
    collect() {
      this.set(queue.size);
    },
  });

  const announcements = new Announcements(log);
  const toImage = imageMapper(objects);
  const conversationRepository = new ConversationRepository(database, toImage);
  const searchRepository = new SearchRepository(database);
  const conversations = new ConversationService({
    repository: conversationRepository,
    search: searchRepository,
    known: new KnownMembers(shared),
    queue,
    publisher,
    announcements,
    cursors: new CursorCodec<ConversationPosition>(keys.cursor, 'conversations'),
  });

  const renames = new RenameService({
    repository: conversationRepository,
    conversations,
    announcements,
    publisher,
  });

  const searchIndex = new SearchIndexService(searchRepository);
  const attention = new AttentionService(conversationRepository);
  const unread = new UnreadReconciliation({
    repository: conversationRepository,
    conversations,
    queue,
    announcements,
    drift: new Counter({
      name: 'duet_unread_drift_total',
      help: 'Unread counts that were found off and were put right, by side. Anything but 0 is a fault.',
      labelNames: ['side'],
      registers,
    }),
    log,
  });

  const imageDecoder = new ImageDecoder();
  const images = new ImageService({
    repository: new ImageRepository(database),
    conversations,
    store: objects,
    decoder: imageDecoder,
    toImage,
    uploads: new Counter({
      name: 'duet_image_uploads_total',
      help: 'Uploaded images that were looked at, by outcome: ok, or the code of the refusal.',
      labelNames: ['outcome'],
      registers,
    }),
    reaped: new Counter({
      name: 'duet_images_reaped_total',
      help: 'Images that no message had claimed in time, and that were deleted.',
      registers,
    }),
    log,
  });

  const messageRepository = new MessageRepository(database, toImage);
  const newest = new NewestPages({
    repository: messageRepository,
    conversations,
    asked: new Counter({
      name: 'duet_newest_pages_total',
      help: 'Newest pages of conversations that were asked for, by outcome: kept, or read from the database.',
      labelNames: ['outcome'],
      registers,
    }),
  });
  const messages = new MessageService({
    repository: messageRepository,
    newest,
    conversations,
    queue,
    images,
    toImage,
    publisher,
    announcements,
    digestKeys: keys.messageDigest,
    stored: new Counter({
      name: 'duet_messages_stored_total',
      help: 'Messages committed by this process, by the role of the sender.',
      labelNames: ['role'],
      registers,
    }),
    passFailpoint: armFailpoints(config.failpoints),
  });

  const bookings = new BookingService({
    repository: new BookingRepository(database),
    conversations,
    messages,
    queue,
    cursors: new CursorCodec<BookingPosition>(keys.cursor, 'bookings'),
  });

  const integration = new IntegrationService({ issuer: external?.issuer, users, bookings });

  const syncRepository = new SyncRepository(database);
  const sync = new SyncService({
    repository: syncRepository,
    conversations,
    messages,
    bookings,
    cursors: new CursorCodec<SyncPosition>(keys.cursor, 'sync'),
  });
  const commitTail = new CommitTailService({
    repository: syncRepository,
    conversations,
    messages,
    announcements,
    publisher,
    missed: new Counter({
      name: 'duet_commits_missed_total',
      help: 'Commits that nobody had announced, and that were found by following them.',
      registers,
    }),
  });

  jobs.every(1_000, 'follow commits', 1, () => commitTail.look().then(() => 0));
  jobs.every(1_000, 'spread renames', 100, (limit) => renames.look(limit).then(() => 0));
  jobs.every(5_000, 'fill read_at', 1_000, (limit) => messageRepository.fillReadAt(limit));
  jobs.every(2_000, 'reconcile unread', 100, (limit) => unread.look(limit).then(() => 0));
  jobs.every(1_000, 'index names and codes', 200, (limit) => searchIndex.look(limit).then(() => 0));
  jobs.every(2_000, 'settle attention', 200, (limit) => attention.look(limit).then(() => 0));
  jobs.every(600_000, 'trim sessions', 1_000, (limit) => sessionRepository.trimSessions(new Date(), limit));
  objectJobs.every(60_000, 'anchor the audit log', 1, () => audit.anchor().then(() => 0));
  objectJobs.every(600_000, 'reap images', 20, (limit) => images.reap(limit));
  jobs.every(60_000, 'trim commits', 1_000, (limit) => conversationRepository.trimCommits(limit));

  return {
    routes: {
      ...userRoutes(users, sessions),
      ...adminSessionRoutes(admins),
      ...conversationRoutes(conversations),
      ...messageRoutes(messages),
      ...imageRoutes(images),
      ...bookingRoutes(bookings),
      ...integrationRoutes(integration),
      ...syncRoutes(sync),
    },
    events: {
      ...sessionEvents(sessions),
      ...conversationEvents(conversations),
      ...messageEvents(messages),
      ...syncEvents(),
    },
    authenticator: sessions,
    admins,
    profiles: users,
    imageDecoder,
  };
}
