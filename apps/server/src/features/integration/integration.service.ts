import {
  AppError,
  type Booking,
  type HostBookingInput,
  type HostBookingStatusInput,
  type HostUser,
  type HostUserInput,
} from '@duet/contract';
import type { BookingService } from '../bookings/booking.service.ts';
import type { UserService } from '../users/user.service.ts';
import type { ExternalKey } from './external-key.ts';

/**
 * What the host marketplace's servers tell of its people and bookings, under its own ids. Everything may come twice,
 * late and out of order: a version that is not newer changes nothing and is answered with what stands.
 */
export class IntegrationService {
  readonly #issuer: string | undefined;
  readonly #users: UserService;
  readonly #bookings: BookingService;

  constructor(parts: { issuer: string | undefined; users: UserService; bookings: BookingService }) {
    this.#issuer = parts.issuer;
    this.#users = parts.users;
    this.#bookings = parts.bookings;
  }

  upsertUser(externalId: string, input: HostUserInput): Promise<{ user: HostUser; applied: boolean }> {
    return this.#users.upsertHostUser(this.#key(externalId), input);
  }

  /** @throws AppError `user_not_found` */
  endUserSessions(externalId: string): Promise<void> {
    return this.#users.endHostUserSessions(this.#key(externalId));
  }

  /**
   * Makes or changes a booking; a status that has changed is told in the conversation, once.
   * @throws AppError `user_not_found` (its customer or artist is not known as such), `same_person`,
   * `booking_parties_fixed`, `booking_code_taken`
   */
  async upsertBooking(
    externalId: string,
    { customerId, artistId, ...input }: HostBookingInput,
  ): Promise<{ booking: Booking; applied: boolean }> {
    if (customerId === artistId) throw new AppError('same_person');
    const pair = {
      customerId: await this.#users.getHostUserId(this.#key(customerId), 'customer'),
      artistId: await this.#users.getHostUserId(this.#key(artistId), 'artist'),
    };
    return this.#bookings.upsertHostBooking(this.#key(externalId), { ...input, ...pair });
  }

  /** @throws AppError `booking_not_found` */
  updateBookingStatus(
    externalId: string,
    change: HostBookingStatusInput,
  ): Promise<{ booking: Booking; applied: boolean }> {
    return this.#bookings.updateHostBookingStatus(this.#key(externalId), change);
  }

  #key(externalId: string): ExternalKey {
    if (this.#issuer === undefined) throw new AppError('not_found');
    return { issuer: this.#issuer, externalId };
  }
}
