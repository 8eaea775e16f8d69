import { ComponentSchemas, type Json } from './component-schemas.ts';
import { ERRORS, type ErrorCode } from './errors.ts';
import { ackOf, CLIENT_EVENTS, handshakeAuth, SERVER_EVENTS } from './events.ts';

const CHANNEL = { $ref: '#/channels/socket' };

/** The AsyncAPI 3.0 document of the tables of socket events; the same tables make the same document, byte for byte. */
export function toAsyncApi(version: string): Json {
  const schemas = new ComponentSchemas();
  const messages: Record<string, Json> = {};
  const operations: Record<string, Json> = {};

  for (const [event, { summary, input, output, errors }] of Object.entries(CLIENT_EVENTS)) {
    const key = toKey(event);
    messages[key] = { name: event, payload: schemas.add(input, 'input') };
    messages[`${key}Ack`] = {
      name: `${event} acknowledged`,
      summary: toErrorList(errors),
      payload: schemas.add(ackOf(output), 'output'),
    };
    operations[key] = {
      action: 'receive',
      title: event,
      summary,
      channel: CHANNEL,
      messages: [toMessageRef(key)],
      reply: { channel: CHANNEL, messages: [toMessageRef(`${key}Ack`)] },
    };
  }
  for (const [event, { summary, payload }] of Object.entries(SERVER_EVENTS)) {
    // Some names go both ways, with another payload each.
    const key = `${toKey(event)}Sent`;
    messages[key] = { name: event, payload: schemas.add(payload, 'output') };
    operations[key] = {
      action: 'send',
      title: event,
      summary,
      channel: CHANNEL,
      messages: [toMessageRef(key)],
    };
  }
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Duet',
      version,
      description:
        'The events of the Socket.IO connection, as the server sees them: it receives what clients send. ' +
        'Every client event is acknowledged.',
      license: { name: 'Apache-2.0' },
    },
    channels: {
      socket: {
        address: '/socket.io',
        description: 'The access token stands in the handshake, never in the URL.',
        bindings: { ws: { bindingVersion: '0.1.0' } },
        'x-handshake-auth': schemas.add(handshakeAuth, 'input'),
        messages: Object.fromEntries(
          Object.keys(messages).map((name) => [name, { $ref: `#/components/messages/${name}` }]),
        ),
      },
    },
    operations,
    components: { messages, schemas: schemas.named },
  };
}

function toMessageRef(name: string): Json {
  return { $ref: `#/channels/socket/messages/${name}` };
}

/** `message:send` as a key: AsyncAPI's keys are words. */
function toKey(event: string): string {
  return event.replace(/:(\w)/, (_all, letter: string) => letter.toUpperCase());
}

function toErrorList(codes: readonly ErrorCode[]): string {
  return `Errors: ${codes.map((code) => `${code} (${ERRORS[code].retryable ? 'retryable' : 'final'})`).join(', ')}.`;
}
