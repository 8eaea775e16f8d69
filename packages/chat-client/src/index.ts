export { ApiError, endsSession, isPassing } from './api-error.ts';
export type { Api } from './api.ts';
export { applyEvent, type ChatEvent } from './apply-event.ts';
export {
  ChatClient,
  type OutgoingMessage,
  type OutgoingPicture,
  type OutgoingText,
  type OwnChange,
} from './client.ts';
export { systemClock } from './clock.ts';
export {
  selectBooking,
  selectBookings,
  selectConversation,
  selectConversationBookings,
  selectConversations,
  selectFloor,
  selectMayPin,
  selectUnreadTotal,
  selectUnsentCount,
  type ConversationView,
} from './conversation-view.ts';
export { selectImages, type PlacedImage } from './conversation-images.ts';
export type { Draft } from './drafts.ts';
export { systemEnvironment, type Environment } from './environment.ts';
export type { ImageCache } from './image-cache.ts';
export type { PagePosition } from './loader.ts';
export { memoryStorage, type KeyValueStorage } from './key-value-storage.ts';
export { indexFrom } from './message-run.ts';
export { OfflineMessageQueue, type RefusedUpdate } from './offline-message-queue.ts';
export type { OutgoingImage, QueueEntry } from './queue-entry.ts';
export type { PictureStore, Picture } from './picture-store.ts';
export { requestsTo, type RouteArguments } from './request.ts';
export { selectFound } from './search.ts';
export { toChatEvent } from './server-event.ts';
export type { Session, SessionStatus, TokenStorage } from './session.ts';
export type { ChatSocket, ConnectionState, ServerEvent } from './socket.ts';
export { toSyncEvents } from './sync-events.ts';
export { EMPTY_STATE, type ChatState, type ConversationState } from './state.ts';
export type { Tabs } from './tabs.ts';
export {
  selectMessage,
  selectMessages,
  selectMessagesAround,
  selectQueuedCount,
  type MessageStatus,
  type ThreadMessage,
} from './thread-message.ts';
