/** What a person or a booking of the host marketplace is known by: ids of others are not ours. */
export interface ExternalKey {
  readonly issuer: string;
  readonly externalId: string;
}
