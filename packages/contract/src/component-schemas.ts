import { z } from 'zod';
import { booking } from './booking.ts';
import { conversation, readState } from './conversation.ts';
import { errorObject } from './errors.ts';
import { image } from './image.ts';
import { message } from './message.ts';
import { person, presence, user } from './user.ts';

export type Json = Record<string, unknown>;

/** Schemas that get a name of their own in the document. */
const COMPONENTS = {
  Booking: booking,
  Conversation: conversation,
  Error: errorObject,
  Image: image,
  Message: message,
  Person: person,
  Presence: presence,
  ReadState: readState,
  User: user,
};

/** Turns zod schemas into JSON Schema, moving the named ones to the document's components. */
export class ComponentSchemas {
  readonly named: Json = {};
  readonly #registry = z.registry<{ id: string }>();

  constructor() {
    for (const [id, schema] of Object.entries(COMPONENTS)) this.#registry.add(schema, { id });
    this.add(errorObject, 'output');
  }

  add(schema: z.ZodType, io: 'input' | 'output'): Json {
    const made = z.toJSONSchema(schema, {
      io,
      metadata: this.#registry,
      unrepresentable: 'any',
      override: ({ jsonSchema }) => {
        // The format says it; zod's pattern for a date is 300 characters long.
        if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
        // A later server may answer with further keys; clients drop them.
        if (io === 'output') delete jsonSchema.additionalProperties;
      },
    });
    const text = JSON.stringify(made).replaceAll('"#/$defs/', '"#/components/schemas/');
    const { $schema: _dialect, $defs, ...rest } = JSON.parse(text) as Json;
    for (const [id, definition] of Object.entries(($defs ?? {}) as Record<string, Json>)) {
      const { id: _id, ...named } = definition;
      this.named[id] = named;
    }
    return rest;
  }
}
