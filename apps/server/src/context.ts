import type { ClientEventName, RouteName } from '@duet/contract';
import type { Logger } from 'pino';
import { Counter, Gauge, Histogram } from 'prom-client';
import type { Config } from './config.ts';
import { DOMAIN, PASSWORD } from './demo/marketplace.ts';
import { ConversationFinderRepository } from './features/admin/conversation-finder.repository.ts';
import { EngagementRepository } from './features/admin/engagement.repository.ts';
import { healthRoutes } from './features/admin/health.routes.ts';
import { HealthService } from './features/admin/health.service.ts';
import { OpeningRepository } from './features/admin/opening.repository.ts';
import { oversightRoutes } from './features/admin/oversight.routes.ts';
import { OversightService } from './features/admin/oversight.service.ts';
import { PeopleOversightRepository } from './features/admin/people-oversight.repository.ts';
import { PeopleOversightService } from './features/admin/people-oversight.service.ts';
import { AuditAnchors } from './features/audit/audit-anchors.ts';
import { AuditLogRepository } from './features/audit/audit-log.repository.ts';
import { AuditReaderRepository } from './features/audit/audit-reader.repository.ts';
import { auditRoutes } from './features/audit/audit.routes.ts';
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
import { ReceiveTimesRepository } from './features/conversations/receive-times.repository.ts';
import { ReceiveTimesService } from './features/conversations/receive-times.service.ts';
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
import { ContactGuard } from './features/messages/contact-guard.ts';
import { CopyWatch } from './features/messages/copy-watch.ts';
import { MessageAnnouncer } from './features/messages/message-announcer.ts';
import { MessageRepository } from './features/messages/message.repository.ts';
import { messageRoutes } from './features/messages/message.routes.ts';
import { MessageService } from './features/messages/message.service.ts';
import { messageEvents } from './features/messages/message.socket.ts';
import { NewestPages } from './features/messages/newest-pages.ts';
import { PackSigner } from './features/packs/pack-signature.ts';
import { PackWork } from './features/packs/pack-work.service.ts';
import { PackRepository } from './features/packs/pack.repository.ts';
import { packRoutes } from './features/packs/pack.routes.ts';
import { PackService } from './features/packs/pack.service.ts';
import { PersonDataRepository } from './features/privacy/person-data.repository.ts';
import { PrivacyWork } from './features/privacy/privacy-work.service.ts';
import { privacyRoutes } from './features/privacy/privacy.routes.ts';
import { ProposalRepository } from './features/privacy/proposal.repository.ts';
import { ProposalService } from './features/privacy/proposal.service.ts';
import { RetentionService } from './features/privacy/retention.service.ts';
import { ReportQueueService } from './features/safety/report-queue.service.ts';
import { ReportRepository } from './features/safety/report.repository.ts';
import { ReportService } from './features/safety/report.service.ts';
import { safetyRoutes } from './features/safety/safety.routes.ts';
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
import { SecondFactorRepository } from './features/users/second-factor.repository.ts';
import { SecondFactorService } from './features/users/second-factor.service.ts';
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
    reader: new AuditReaderRepository(database),
    cursors: new CursorCodec<number>(keys.cursor, 'audit'),
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
  const secondFactors = new SecondFactorService(new SecondFactorRepository(database), keys.secondFactor);
  const admins = new AdminSessionService({
    repository: sessionRepository,
    sessions,
    users: userRepository,
    credentials: new CredentialsCheck(userRepository, passwords),
    passwords,
    secondFactors,
    demandsSecondFactor: config.adminSecondFactor === 'required',
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
  const conversationRepository = new ConversationRepository(database, {
    toImage,
    contactPolicy: config.contactPolicy,
  });
  const searchRepository = new SearchRepository(database);
  const conversations = new ConversationService({
    repository: conversationRepository,
    search: searchRepository,
    known: new KnownMembers(shared),
    queue,
    publisher,
    announcements,
    cursors: new CursorCodec<ConversationPosition>(keys.cursor, 'conversations'),
    newAccount: config.newAccount,
  });

  const receiveTimes = new ReceiveTimesService(
    new ReceiveTimesRepository(database),
    new Histogram({
      name: 'duet_message_receive_duration_seconds',
      help: 'From when a message is sent until a device that was connected then says that it has it: of one a second.',
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30],
      registers,
    }),
  );

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
  const reportRepository = new ReportRepository(database);
  const reports = new ReportService({
    repository: reportRepository,
    conversations,
    cursors: new CursorCodec<string>(keys.cursor, 'reports'),
    made: new Counter({
      name: 'duet_reports_total',
      help: 'Reports that people made, by reason.',
      labelNames: ['reason'],
      registers,
    }),
  });
  const announcer = new MessageAnnouncer({
    repository: messageRepository,
    conversations,
    publisher,
    announcements,
    stored: new Counter({
      name: 'duet_messages_stored_total',
      help: 'Messages committed by this process, by the role of the sender.',
      labelNames: ['role'],
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
    announcer,
    digestKeys: keys.messageDigest,
    guard: new ContactGuard(
      config.contactPolicy,
      new Counter({
        name: 'duet_contact_details_stored_total',
        help: 'Messages stored with contact details before a booking of the two was accepted, by kind.',
        labelNames: ['kind'],
        registers,
      }),
    ),
    copies: new CopyWatch(keys.messageDigest, config.rateFactor),
    reports,
    passFailpoint: armFailpoints(config.failpoints),
  });

  const bookings = new BookingService({
    repository: new BookingRepository(database),
    conversations,
    announcer,
    queue,
    cursors: new CursorCodec<BookingPosition>(keys.cursor, 'bookings'),
  });

  const integration = new IntegrationService({ issuer: external?.issuer, users, bookings });

  const oversight = new OversightService({
    finder: new ConversationFinderRepository(database),
    openings: new OpeningRepository(database, toImage),
    users,
    audit,
    limiter,
    unusual: new Counter({
      name: 'duet_oversight_unusual_total',
      help: 'Conversations that administrators wanted to open, of their own, of colleagues, or too many. For an alert.',
      labelNames: ['kind'],
      registers,
    }),
    cursors: new CursorCodec<ConversationPosition>(keys.cursor, 'oversight'),
  });
  const peopleOversight = new PeopleOversightService({
    repository: new PeopleOversightRepository(database),
    users,
    sessions,
    secondFactors,
    audit,
  });

  const reportQueue = new ReportQueueService({
    repository: reportRepository,
    oversight,
    people: peopleOversight,
    audit,
    publisher,
    cursors: new CursorCodec<string>(keys.cursor, 'report-queue'),
    decided: new Counter({
      name: 'duet_reports_decided_total',
      help: 'Reports that administrators decided on, by reason and outcome.',
      labelNames: ['reason', 'outcome'],
      registers,
    }),
  });

  const packRepository = new PackRepository(database);
  const packs = new PackService({ repository: packRepository, oversight, audit, store: objects });
  const packWork = new PackWork({
    repository: packRepository,
    oversight,
    audit,
    store: objects,
    signer: new PackSigner(keys.packs[0]),
  });

  const proposalRepository = new ProposalRepository(database);
  const proposals = new ProposalService({ repository: proposalRepository, users, audit, store: objects });
  const personData = new PersonDataRepository(database);
  const privacyWork = new PrivacyWork({
    proposals: proposalRepository,
    data: personData,
    sessions,
    audit,
    packs: packWork,
    store: objects,
  });

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
    messages: announcer,
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
  objectJobs.every(2_000, 'make dispute packs', 1, () => packWork.look());
  objectJobs.every(600_000, 'drop dispute packs', 20, (limit) => packWork.dropFiles(limit));
  if (config.retentionDays !== undefined) {
    const retention = new RetentionService({
      data: personData,
      audit,
      packs: packWork,
      days: config.retentionDays,
    });
    objectJobs.every(10_000, 'expire messages', 500, (limit) => retention.look(limit).then(() => 0));
  }
  objectJobs.every(2_000, 'export and erase', 1, () => privacyWork.look());
  objectJobs.every(600_000, 'drop files of exports', 20, () => privacyWork.dropFiles());
  objectJobs.every(60_000, 'anchor the audit log', 1, () => audit.anchor().then(() => 0));
  objectJobs.every(600_000, 'reap images', 20, (limit) => images.reap(limit));
  jobs.every(60_000, 'forget copies', 1_000, (limit) => conversationRepository.trimCopies(limit));
  jobs.every(60_000, 'trim commits', 1_000, (limit) => conversationRepository.trimCommits(limit));

  return {
    routes: {
      ...userRoutes(users, sessions),
      ...adminSessionRoutes(admins),
      ...oversightRoutes(oversight, peopleOversight),
      ...auditRoutes(audit),
      ...packRoutes(packs),
      ...privacyRoutes(proposals),
      ...safetyRoutes(
        reports,
        reportQueue,
        new Counter({
          name: 'duet_contact_warnings_total',
          help: 'Messages whose authors were warned of contact details, by kind and by what they did, as clients tell.',
          labelNames: ['kind', 'outcome'],
          registers,
        }),
      ),
      ...healthRoutes(new HealthService(metrics.registry, new EngagementRepository(database))),
      ...conversationRoutes(conversations),
      ...messageRoutes(messages),
      ...imageRoutes(images),
      ...bookingRoutes(bookings),
      ...integrationRoutes(integration),
      ...syncRoutes(sync),
    },
    events: {
      ...sessionEvents(sessions),
      ...conversationEvents(conversations, receiveTimes),
      ...messageEvents(messages),
      ...syncEvents(),
    },
    authenticator: sessions,
    admins,
    profiles: users,
    imageDecoder,
  };
}
