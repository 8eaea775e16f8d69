import { z } from 'zod';
import type { Schema } from '../../src/platform/docs/documents.ts';

/** What may come in, as JSON Schema. Rules that go over several fields are left out. */
export function inputSchema(schema: z.ZodType): Schema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema;
}

/** A field that takes a string; `free`: any, as far as its form goes. */
export interface StringField {
  readonly path: readonly string[];
  readonly free: boolean;
}

/** Every field of a schema that takes a string, wherever it stands. Those of several forms of one input are told once. */
export function stringFields(schema: Schema, path: readonly string[] = []): StringField[] {
  const below = [
    ...(schema.anyOf ?? []).flatMap((form) => stringFields(form, path)),
    ...(schema.oneOf ?? []).flatMap((form) => stringFields(form, path)),
    ...Object.entries(schema.properties ?? {}).flatMap(([key, part]) => stringFields(part, [...path, key])),
    ...(schema.items ? stringFields(schema.items, [...path, '0']) : []),
  ];
  if (schema.type === 'string') {
    const free =
      schema.const === undefined &&
      !schema.enum &&
      schema.pattern === undefined &&
      schema.format === undefined;
    return [{ path, free }];
  }
  return [...new Map(below.map((field) => [field.path.join('.'), field])).values()];
}

/** The value with another one at `path`; lists are made where there are none. */
export function withValue(value: unknown, path: readonly string[], other: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return other;
  if (key === '0') return [withValue(undefined, rest, other)];
  const known = (typeof value === 'object' ? value : {}) as Record<string, unknown>;
  return { ...known, [key]: withValue(known[key], rest, other) };
}
