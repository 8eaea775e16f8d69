import type { ApiError } from '@duet/chat-client';
import type { ImageSize, Side } from '@duet/contract';

type UserId = string | undefined;

/** All of Duet's query keys. They are the person's, so that nobody is given the state of another's requests. */
export const chatKeys = {
  all: ['duet'] as const,
  list: (userId: UserId, list: string, role: Side) => ['duet', userId, list, role] as const,
  conversation: (userId: UserId, id: string) => ['duet', userId, 'conversation', id] as const,
  conversationBookings: (userId: UserId, id: string) => ['duet', userId, 'conversationBookings', id] as const,
  messages: (userId: UserId, id: string) => ['duet', userId, 'messages', id] as const,
  messagesAround: (userId: UserId, id: string, seq: number | undefined) =>
    ['duet', userId, 'messages', id, 'around', seq] as const,
  message: (userId: UserId, id: string) => ['duet', userId, 'message', id] as const,
  images: (userId: UserId, id: string) => ['duet', userId, 'images', id] as const,
  image: (userId: UserId, id: string, size: ImageSize) => ['duet', userId, 'image', id, size] as const,
  picture: (userId: UserId, key: string) => ['duet', userId, 'picture', key] as const,
  settings: (userId: UserId) => ['duet', userId, 'settings'] as const,
  sessions: (userId: UserId) => ['duet', userId, 'sessions'] as const,
  reports: (userId: UserId) => ['duet', userId, 'reports'] as const,
  booking: (userId: UserId, id: string) => ['duet', userId, 'booking', id] as const,
};

const RETRIES = 2;

/** How requests behave, whatever the defaults of the app around. */
export const requestOptions = {
  /** Whether the device believes to be online says little; the request itself finds out. */
  networkMode: 'always',
  retry: (failures: number, error: ApiError) => error.retryable && failures < RETRIES,
} as const;

/** Queries only load: what they loaded lives in the client's state, which is kept true without them. */
export const queryOptions = {
  ...requestOptions,
  staleTime: Infinity,
  refetchOnReconnect: false,
  refetchOnWindowFocus: false,
} as const;
