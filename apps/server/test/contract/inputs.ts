import fc from 'fast-check';
import type { Schema } from '../../src/platform/docs/documents.ts';

/** Whether a schema's objects must have a key. */
type Known = readonly string[];

/** What a schema says is valid; ids are known ones as often as not. */
function validInput(schema: Schema, ids: Known): fc.Arbitrary<unknown> {
  const forms = schema.anyOf ?? schema.oneOf;
  if (forms) return fc.oneof(...forms.map((form) => validInput(form, ids)));
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case 'string':
      return validString(schema, ids);
    case 'integer':
    case 'number':
      return fc.integer({
        min: schema.minimum ?? (schema.exclusiveMinimum ?? -1_001) + 1,
        max: Math.min(schema.maximum ?? 1_000, 2 ** 31 - 1),
      });
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.array(validInput(schema.items ?? {}, ids), {
        minLength: schema.minItems ?? 0,
        maxLength: schema.maxItems ?? 5,
      });
    case 'object': {
      const parts = Object.entries(schema.properties ?? {}).map(([key, part]) => [
        key,
        validInput(part, ids),
      ]);
      return fc.record(Object.fromEntries(parts) as Record<string, fc.Arbitrary<unknown>>, {
        requiredKeys: [...(schema.required ?? [])],
        noNullPrototype: true,
      });
    }
    default:
      return fc.jsonValue();
  }
}

function validString({ pattern, minLength = 0, maxLength = 200 }: Schema, ids: Known): fc.Arbitrary<string> {
  if (pattern?.includes('[0-9a-f]{8}')) return fc.oneof(fc.constantFrom(...ids), fc.uuid());
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  return fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, 200) });
}

/** What does not belong anywhere. */
const ODD: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  -0,
  0.5,
  1e21,
  2 ** 53,
  '',
  ' ',
  '\0',
  '\ud800',
  '0',
  '-1',
  '1e9',
  '__proto__',
  [],
  [[]],
  {},
  { $ne: 1 },
  { toString: 1 },
  { length: 1 },
  { _placeholder: true, num: 0 },
  'x'.repeat(6_000),
  "' OR 1=1 --",
  '%00',
  '\u202e',
  '🙂',
];

interface Change {
  readonly place: number;
  readonly how: 'put' | 'drop' | 'add' | 'wrap';
  readonly odd: unknown;
}

/** A valid input, or one in which a few things have been put out of order. */
export function anyInput(schema: Schema, ids: Known): fc.Arbitrary<unknown> {
  const change: fc.Arbitrary<Change> = fc.record({
    place: fc.nat(50),
    how: fc.constantFrom('put', 'drop', 'add', 'wrap'),
    odd: fc.oneof(fc.constantFrom(...ODD), fc.jsonValue({ maxDepth: 2 })),
  });
  return fc
    .tuple(validInput(schema, ids), fc.array(change, { maxLength: 3 }))
    .map(([valid, changes]) => changes.reduce(changed, valid));
}

/** The value with one change, at one of its places: itself, or anything within. */
function changed(value: unknown, { place, how, odd }: Change): unknown {
  const places = placesIn(value);
  return at(value, places[place % places.length]!, (old) => {
    if (how === 'wrap') return [old];
    if (how === 'add' && isObject(old)) return { ...old, [(JSON.stringify(odd) ?? '').slice(0, 20)]: odd };
    if (how === 'drop') return undefined;
    return odd;
  });
}

type Path = readonly string[];

function placesIn(value: unknown, path: Path = []): Path[] {
  if (!isObject(value)) return [path];
  return [path, ...Object.entries(value).flatMap(([key, part]) => placesIn(part, [...path, key]))];
}

function at(value: unknown, [key, ...rest]: Path, change: (old: unknown) => unknown): unknown {
  if (key === undefined) return change(value);
  const copy: Record<string, unknown> = Array.isArray(value)
    ? ([...(value as unknown[])] as never)
    : { ...(value as object) };
  copy[key] = at(copy[key], rest, change);
  return copy;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
