/** What a person can do with an error, by its code. Codes without words of their own get the general sentence. */
const words: Record<string, string> = {
  network: 'The server cannot be reached. Check your connection.',
  invalid_credentials: 'That e-mail address and password do not belong together.',
  rate_limited: 'That was a lot at once. Wait a moment, then try again.',
  busy: 'The server is busy. Try again in a moment.',
  conversation_busy: 'The server is busy. Try again in a moment.',
  database_unavailable: 'The server is busy. Try again in a moment.',
  session_revoked: 'Your session has ended. Sign in again.',
  refresh_invalid: 'Your session has ended. Sign in again.',
  empty: 'There is nothing in it to send.',
  too_long: 'It is too long. Split it into shorter messages.',
  payload_too_large: 'It is too long. Split it into shorter messages.',
  too_many_marks: 'It stacks too many marks on one letter.',
  bad_text: 'It contains characters that cannot be sent.',
  edit_too_late: 'Only what was sent in the last 15 minutes can be edited.',
  unsend_too_late: 'Only what was sent in the last 24 hours can be unsent.',
  message_deleted: 'It has been removed in the meantime.',
  booking_changed: 'The booking has changed in the meantime. Look at it again.',
  booking_transition_invalid: 'The booking no longer allows that.',
  too_many_pins: 'As many conversations are pinned as can be. Unpin one first.',
  not_stored: 'There is no room on this device to keep it. Make some, then try again.',
  unreadable: 'It was damaged on this device. Write it again.',
  image_type_unsupported: 'Photos of this kind cannot be sent.',
  image_invalid: 'This photo cannot be read.',
  image_not_found: 'The photo took too long to be sent. Try again.',
  upload_refused: 'The photo was not taken. Try again.',
  storage_unavailable: 'Photos cannot be sent for now. Try again in a moment.',
  conversation_closed: 'This conversation is closed.',
  conversation_blocked: 'Messages are blocked in this conversation.',
  conversation_not_found: 'This conversation is not available to you.',
  client_message_id_reused: 'It could not be sent like this. Copy the text and send it anew.',
};

/** An error in words: anything that carries a `code` of the contract, or whatever else was thrown. */
export function errorWords(error: unknown): string {
  const code = error instanceof Object && 'code' in error ? String(error.code) : '';
  return words[code] ?? 'Something went wrong on our side. Try again.';
}
