import type { HostileCase } from './hostile-case.ts';
import { ADDRESS_CASES } from './address-cases.ts';
import { ADMIN_CASES } from './admin-cases.ts';
import { BODY_CASES } from './body-cases.ts';
import { CONVERSATION_CASES } from './conversation-cases.ts';
import { EVENT_CASES } from './event-cases.ts';
import { EVERY_ROUTE_CASES } from './every-route-cases.ts';
import { FRAME_CASES } from './frame-cases.ts';
import { HANDSHAKE_CASES } from './handshake-cases.ts';
import { IMAGE_CASES } from './image-cases.ts';
import { LIMIT_CASES, PATIENCE_CASES } from './limit-cases.ts';
import { SESSION_CASES } from './session-cases.ts';
import { STRANGER_CASES } from './stranger-cases.ts';
import { TEXT_CASES } from './text-cases.ts';
import { TOKEN_CASES } from './token-cases.ts';
import { UPLOAD_CASES } from './upload-cases.ts';
import { WIRE_CASES } from './wire-cases.ts';

/** Bad input, by where it stands. */
export const BAD_INPUT: Readonly<Record<string, readonly HostileCase[]>> = {
  'in texts': TEXT_CASES,
  'in bodies': BODY_CASES,
  'in addresses': ADDRESS_CASES,
  'in every route': EVERY_ROUTE_CASES,
  'in HTTP': WIRE_CASES,
  'in tokens': TOKEN_CASES,
  'in handshakes': HANDSHAKE_CASES,
  'in sessions': SESSION_CASES,
  'in events': EVENT_CASES,
  'in frames': FRAME_CASES,
  'in conversations': CONVERSATION_CASES,
  'in images': [...IMAGE_CASES, ...UPLOAD_CASES],
  "in what is others'": STRANGER_CASES,
  'in the dashboard': ADMIN_CASES,
};

/** Who is too slow, then who asks too much: last, for they leave nothing for others to ask with. */
export const TOO_SLOW = PATIENCE_CASES;
export const TOO_MUCH = LIMIT_CASES;
