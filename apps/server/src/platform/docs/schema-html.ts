import type { Schema } from './documents.ts';
import { html, type Html } from './html.ts';

/** A schema in words, and below it a table of its fields where it has any. */
export function schemaHtml(schema: Schema): Html {
  return html`<p class="type">${typeHtml(schema)}</p>
    ${fieldsHtml(schema)}`;
}

/** The fields of an object, of the items of a list, or of each form there is. */
function fieldsHtml(schema: Schema): Html {
  if (schema.items) return fieldsHtml(schema.items);
  const forms = formsOf(schema);
  if (forms.length > 1) {
    return html`${forms.map(
      (form, index) =>
        html`<p class="form">Form ${index + 1}${form.properties ? '' : html`: ${typeHtml(form)}`}</p>
          ${fieldsHtml(form)}`,
    )}`;
  }
  const [only = schema] = forms;
  const fields = Object.entries(only.properties ?? {});
  if (fields.length === 0) return html``;
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Field</th>
        <th scope="col">Value</th>
      </tr>
    </thead>
    <tbody>
      ${fields.map(
        ([name, field]) =>
          html`<tr>
            <th scope="row">
              <code>${name}</code>${only.required?.includes(name) ? '' : html` <small>optional</small>`}
            </th>
            <td>${typeHtml(field)}${fieldsHtml(field)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** A type in words; those that have a name are a link to where they stand. */
export function typeHtml(schema: Schema): Html {
  const orNull = isNullable(schema) ? ' or null' : '';
  const forms = formsOf(schema);
  if (forms.length > 1) {
    const isPlain = forms.every((form) => !form.properties);
    return isPlain
      ? html`${joined(forms.map(typeHtml), ' or ')}${orNull}`
      : html`one of these forms${orNull}`;
  }
  const [only = schema] = forms;
  return html`${oneType(only)}${orNull}`;
}

function oneType(schema: Schema): Html {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split('/').at(-1) ?? '';
    return html`<a href="#${schemaAnchor(name)}">${name}</a>`;
  }
  if ('const' in schema) return html`<code>${JSON.stringify(schema.const)}</code>`;
  if (schema.enum)
    return joined(
      schema.enum.map((value) => html`<code>${String(value)}</code>`),
      ' · ',
    );
  if (schema.type === 'array')
    return html`list of ${typeHtml(schema.items ?? {})}${bounds(schema.minItems, schema.maxItems, 'items')}`;
  if (schema.type === 'object') return html`object`;
  if (schema.type === 'string')
    return html`${stringWords(schema)}${bounds(schema.minLength, schema.maxLength, 'characters')}`;
  if (schema.type === 'integer' || schema.type === 'number') {
    const {
      exclusiveMinimum,
      minimum = exclusiveMinimum === undefined ? undefined : exclusiveMinimum + 1,
      maximum,
    } = schema;
    return html`${schema.type}${bounds(minimum, maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum)}`;
  }
  return html`${schema.type ?? 'anything'}`;
}

function stringWords({ format, pattern }: Schema): Html {
  if (format === 'date-time') return html`time (ISO 8601, UTC)`;
  if (pattern?.includes('[0-9a-f]{8}-')) return html`UUID, lower case`;
  return pattern === undefined ? html`string` : html`string like <code>${pattern}</code>`;
}

function bounds(least: number | undefined, most: number | undefined, of = ''): string {
  const written = [least, most].map((number) => number?.toLocaleString('en-GB'));
  if (least !== undefined && most !== undefined) return `, ${written.join(' to ')} ${of}`;
  if (most !== undefined) return `, at most ${written[1]} ${of}`;
  return least === undefined ? '' : `, at least ${written[0]} ${of}`;
}

function formsOf(schema: Schema): readonly Schema[] {
  return (schema.anyOf ?? schema.oneOf ?? []).filter(({ type }) => type !== 'null');
}

function isNullable(schema: Schema): boolean {
  return (schema.anyOf ?? []).some(({ type }) => type === 'null');
}

function joined(parts: readonly Html[], between: string): Html {
  return html`${parts.map((part, index) => html`${index === 0 ? '' : between}${part}`)}`;
}

export function schemaAnchor(name: string): string {
  return `schema-${name}`;
}
