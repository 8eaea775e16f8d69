import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import {
  AppError,
  adminPermissions,
  adminRole,
  type AdminSession,
  type OwnAdminSession,
  type RouteInput,
  type RouteName,
  type SecondFactorEnrolment,
} from '@duet/contract';
import type { Actor, AdminActor, AdminAuthenticator } from '../../platform/actor.ts';
import { newId } from '../../platform/ids.ts';
import type { KeyRing } from '../../platform/key-ring.ts';
import type { AuditService } from '../audit/audit.service.ts';
import type { CredentialsCheck } from './credentials-check.ts';
import type { PasswordGuard } from './password-guard.ts';
import type { Session, SessionRepository } from './session.repository.ts';
import type { SecondFactorService } from './second-factor.service.ts';
import { MAX_DEVICE_LENGTH, type Origin, type SessionService } from './session.service.ts';
import type { Credentials, UserRepository } from './user.repository.ts';

/** A working day. Nothing renews it: whoever goes on signs in again. */
const ADMIN_SESSION_MS = 8 * 3_600_000;
const SECRET_BYTES = 32;

/** A session that was opened, and what its cookie is to hold. */
export interface OpenedAdminSession {
  readonly session: AdminSession;
  readonly cookie: string;
  readonly maxAgeMs: number;
}

/**
 * Sessions of administrators in the dashboard. They are rows like all others, so that whatever ends a person's sessions
 * ends these; but what opens one is a secret in a cookie that no script can read, and no token of the app.
 */
export class AdminSessionService implements AdminAuthenticator {
  readonly #repository: SessionRepository;
  readonly #sessions: SessionService;
  readonly #users: UserRepository;
  readonly #credentials: CredentialsCheck;
  readonly #passwords: PasswordGuard;
  readonly #secondFactors: SecondFactorService;
  readonly #demandsSecondFactor: boolean;
  readonly #audit: AuditService;
  readonly #csrfKeys: KeyRing;

  constructor(parts: {
    repository: SessionRepository;
    sessions: SessionService;
    users: UserRepository;
    credentials: CredentialsCheck;
    passwords: PasswordGuard;
    secondFactors: SecondFactorService;
    /** Whether an administrator without a second factor may only set one up. */
    demandsSecondFactor: boolean;
    audit: AuditService;
    csrfKeys: KeyRing;
  }) {
    this.#repository = parts.repository;
    this.#sessions = parts.sessions;
    this.#users = parts.users;
    this.#credentials = parts.credentials;
    this.#passwords = parts.passwords;
    this.#secondFactors = parts.secondFactors;
    this.#demandsSecondFactor = parts.demandsSecondFactor;
    this.#audit = parts.audit;
    this.#csrfKeys = parts.csrfKeys;
  }

  /**
   * Opens a session of eight hours, once that is written down.
   * @throws AppError `invalid_credentials`, also for somebody who is no administrator; see `CredentialsCheck`, and
   * `SecondFactorService.check`.
   */
  async signIn(
    { email, password, code }: RouteInput<'adminSignIn'>['body'],
    origin: Origin,
  ): Promise<OpenedAdminSession> {
    const { address } = origin;
    const credentials = await this.#credentials.check(email, password, address);
    const { user } = credentials;
    const refused = {
      actor: { userId: user.id, roles: user.roles, address, sessionId: undefined },
      action: 'admin.sign_in',
      outcome: 'refused',
    } as const;
    if (adminPermissions(user.roles).length === 0) {
      await this.#audit.record(refused);
      throw new AppError('invalid_credentials');
    }
    let secondFactor: boolean;
    try {
      secondFactor = await this.#secondFactors.check(user.id, code);
    } catch (error) {
      if (code !== undefined) await this.#audit.record({ ...refused, details: { secondFactor: false } });
      throw error;
    }
    const opened = await this.#open(credentials, origin, secondFactor);
    this.#passwords.learn(user.id, address);
    return opened;
  }

  /**
   * What an authenticator is to be told.
   * @throws AppError `wrong_password`; where it is to replace another, what `SecondFactorService.check` throws
   */
  async beginSecondFactor(
    { userId, address }: AdminActor,
    { password, code }: RouteInput<'beginSecondFactor'>['body'],
  ): Promise<SecondFactorEnrolment> {
    const { user } = await this.#credentials.checkAgain(userId, password, address);
    await this.#secondFactors.check(userId, code);
    return this.#secondFactors.begin(user);
  }

  /**
   * Keeps a second factor, once that is written down. The actor's sessions in the dashboard end, and another is opened with
   * it: what was opened without it is worth less.
   * @throws AppError what `SecondFactorService.confirm` throws
   */
  async confirmSecondFactor(
    actor: AdminActor,
    { enrolment, code }: RouteInput<'confirmSecondFactor'>['body'],
    origin: Origin,
  ): Promise<{ opened: OpenedAdminSession; recoveryCodes: string[] }> {
    const credentials = await this.#users.findCredentialsOf(actor.userId);
    if (!credentials) throw new AppError('session_revoked');
    await this.#audit.record({ actor, action: 'admin.second_factor' });
    const recoveryCodes = await this.#secondFactors.confirm(actor.userId, enrolment, code);
    const before = await this.listSessions(actor);
    const opened = await this.#open(credentials, origin, true);
    for (const { id } of before) await this.#sessions.endSession(actor, id);
    return { opened, recoveryCodes };
  }

  /** What the page of a session needs to know. */
  async getSession({ userId, sessionId }: Pick<Actor, 'userId' | 'sessionId'>): Promise<AdminSession> {
    const [user, session, secondFactor] = await Promise.all([
      this.#users.findUser(userId),
      this.#sessions.findSession(sessionId),
      this.#secondFactors.find(userId),
    ]);
    if (!user || !session) throw new AppError('session_revoked');
    return {
      administrator: {
        id: user.id,
        name: user.name,
        email: user.email,
        roles: adminRole.options.filter((role) => user.roles.includes(role)),
        permissions: adminPermissions(user.roles),
      },
      csrfToken: csrfTokenOf(sessionId, this.#csrfKeys[0]),
      expiresAt: session.expiresAt.toISOString(),
      secondFactor: {
        since: secondFactor?.since ?? null,
        recoveryCodes: secondFactor?.recoveryCodes ?? 0,
        required: this.#demandsSecondFactor,
      },
    };
  }

  /** Ends the session that asks. */
  async signOut(actor: AdminActor): Promise<void> {
    await this.#end(actor, actor.sessionId);
  }

  /** The actor's sessions in the dashboard that live, the newest first. */
  async listSessions(actor: AdminActor): Promise<OwnAdminSession[]> {
    const living = await this.#repository.listLivingSessions(actor.userId, { admin: true }, new Date());
    return living.map(({ renewedAt: _never, ...session }) => ({
      ...session,
      current: session.id === actor.sessionId,
    }));
  }

  /** @throws AppError `session_not_found` when it is not theirs, not of the dashboard, or over. */
  async endSession(actor: AdminActor, sessionId: string): Promise<void> {
    const session = await this.#sessions.findSession(sessionId);
    const isTheirs = session?.admin && session.userId === actor.userId && !session.ended;
    if (!isTheirs) throw new AppError('session_not_found');
    await this.#end(actor, sessionId);
  }

  async authenticateAdmin(cookie: string, address: string): Promise<AdminActor> {
    const [, id = '', secret = ''] = /^([0-9a-f-]{36})\.([\w-]{43})$/.exec(cookie) ?? [];
    const session = id === '' ? undefined : await this.#sessions.findSession(id);
    if (!session?.admin || !isSecretOf(session, secret)) throw new AppError('token_invalid');
    if (session.ended) throw new AppError('session_revoked');
    const { userId, roles } = session;
    return {
      userId,
      sessionId: id,
      roles,
      address,
      permissions: adminPermissions(roles),
      lacksSecondFactor: this.#demandsSecondFactor && !session.secondFactor,
      // Nothing renews it.
      signedInAt: session.rotatedAt,
      csrfTokens: this.#csrfKeys.map((key) => csrfTokenOf(id, key)),
    };
  }

  async noteRefusal(actor: Actor, route: RouteName, address: string): Promise<void> {
    const { userId, sessionId, roles } = actor;
    await this.#audit.record({
      actor: { userId, sessionId, roles, address },
      action: 'admin.refused',
      outcome: 'refused',
      details: { route },
    });
  }

  async #open(
    { user, passwordHash }: Credentials,
    { address, device }: Origin,
    secondFactor: boolean,
  ): Promise<OpenedAdminSession> {
    const id = newId();
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    const createdAt = new Date();
    const expiresAt = new Date(createdAt.getTime() + ADMIN_SESSION_MS);
    await this.#audit.record({
      actor: { userId: user.id, sessionId: id, roles: user.roles, address },
      action: 'admin.sign_in',
      ...(secondFactor && { details: { secondFactor } }),
    });
    const opened = await this.#repository.insertSession({
      id,
      userId: user.id,
      passwordHash,
      refreshHash: hashOf(secret),
      device: device.slice(0, MAX_DEVICE_LENGTH),
      createdAt,
      expiresAt,
      admin: true,
      secondFactor,
    });
    // The password was changed, or the person suspended, while it was being verified.
    if (!opened) throw new AppError('invalid_credentials');
    const session = await this.getSession({ userId: user.id, sessionId: id });
    return { session, cookie: `${id}.${secret}`, maxAgeMs: ADMIN_SESSION_MS };
  }

  async #end(actor: AdminActor, sessionId: string): Promise<void> {
    await this.#audit.record({ actor, action: 'admin.sign_out', details: { sessionId } });
    await this.#sessions.endSession(actor, sessionId);
  }
}

/** Of this session alone, and known only to who can read what the server answers to its cookie. */
function csrfTokenOf(sessionId: string, key: Uint8Array): string {
  return createHmac('sha256', key).update(sessionId).digest('base64url');
}

/** A secret of 256 random bits needs no slow hash. */
function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

function isSecretOf({ refreshHash }: Session, secret: string): boolean {
  return refreshHash !== null && timingSafeEqual(refreshHash, hashOf(secret));
}
