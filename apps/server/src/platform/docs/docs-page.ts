import type { AsyncApi, OpenApi, Operation } from './documents.ts';
import { html, type Html } from './html.ts';
import { schemaAnchor, schemaHtml, typeHtml } from './schema-html.ts';

interface Entry {
  readonly anchor: string;
  readonly title: string;
  readonly body: Html;
}

interface Section {
  readonly anchor: string;
  readonly title: string;
  readonly intro: string;
  readonly entries: readonly Entry[];
}

/** The two documents as one page for readers: no script, nothing from elsewhere, one anchor for everything. */
export function renderDocs(openApi: OpenApi, asyncApi: AsyncApi): string {
  const sections = [
    restSection(openApi),
    eventSection(asyncApi, 'receive'),
    eventSection(asyncApi, 'send'),
    schemaSection({ ...asyncApi.components.schemas, ...openApi.components.schemas }),
  ];
  const { title, version } = openApi.info;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} ${version}: the wire</title>
        <link rel="stylesheet" href="/docs/style.css" />
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        <header>
          <p class="mark">${MARK}${title}</p>
          <p>
            Version ${version}. As documents: <a href="/docs/openapi.json">openapi.json</a>,
            <a href="/docs/asyncapi.json">asyncapi.json</a>
          </p>
        </header>
        <div class="columns">
          <nav aria-label="Contents">
            ${sections.map(
              (section) =>
                html`<h2><a href="#${section.anchor}">${section.title}</a></h2>
                  <ul>
                    ${section.entries.map((entry) => html`<li><a href="#${entry.anchor}">${entry.title}</a></li>`)}
                  </ul>`,
            )}
          </nav>
          <main id="content">
            <h1>The wire of ${title}</h1>
            <p>${openApi.info.description}</p>
            ${sections.map(
              (section) =>
                html`<section aria-labelledby="${section.anchor}">
                  <h2 id="${section.anchor}">${section.title}</h2>
                  <p>${section.intro}</p>
                  ${section.entries.map(
                    (entry) =>
                      html`<article aria-labelledby="${entry.anchor}">
                        <h3 id="${entry.anchor}"><a href="#${entry.anchor}">${entry.title}</a></h3>
                        ${entry.body}
                      </article>`,
                  )}
                </section>`,
            )}
          </main>
        </div>
      </body>
    </html>`.text;
}

/** Two voices and what they share. */
const MARK = html`<svg viewBox="2 6 28 20" width="34" height="24" aria-hidden="true">
  <path class="voice" d="M11.5 7a9 9 0 0 1 0 18H4a1.5 1.5 0 0 1-1.5-1.5V16a9 9 0 0 1 9-9Z" />
  <path class="other-voice" d="M20.5 7a9 9 0 0 0 0 18H28a1.5 1.5 0 0 0 1.5-1.5V16a9 9 0 0 0-9-9Z" />
  <path class="shared" d="M16 8.206a9 9 0 0 1 0 15.588 9 9 0 0 1 0-15.588Z" />
</svg>`;

function restSection({ servers, paths }: OpenApi): Section {
  const [{ url }] = servers;
  const entries = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      anchor: operation.operationId,
      title: `${method.toUpperCase()} ${path}`,
      body: operationHtml(operation),
    })),
  );
  return { anchor: 'rest', title: 'REST', intro: `All paths stand under ${url}. Bodies are JSON.`, entries };
}

function operationHtml({ summary, security, parameters = [], requestBody, responses }: Operation): Html {
  const body = requestBody?.content?.['application/json'].schema;
  return html`<p>${summary}</p>
    <p class="access">${security ? 'Needs a session: Authorization: Bearer …' : 'Open to everybody.'}</p>
    ${
      parameters.length === 0
        ? ''
        : html`<h4>Parameters</h4>
            <table>
              <thead>
                <tr>
                  <th scope="col">Name</th>
                  <th scope="col">In</th>
                  <th scope="col">Value</th>
                </tr>
              </thead>
              <tbody>
                ${parameters.map(
                  ({ name, in: place, required, schema }) =>
                    html`<tr>
                      <th scope="row">
                        <code>${name}</code>${required ? '' : html` <small>optional</small>`}
                      </th>
                      <td>${place}</td>
                      <td>${typeHtml(schema)}</td>
                    </tr>`,
                )}
              </tbody>
            </table>`
    }
    ${
      body
        ? html`<h4>Body</h4>
            ${schemaHtml(body)}`
        : ''
    }
    <h4>Answers</h4>
    <dl>
      ${Object.entries(responses).map(([status, { description, content }]) => {
        const schema = content?.['application/json'].schema;
        const isError = Number(status) >= 400;
        return html`<dt>${status}</dt>
          <dd>${isError ? errorsHtml(description) : schema ? schemaHtml(schema) : 'No body.'}</dd>`;
      })}
    </dl>`;
}

/** Lines such as "\`code\`: Words." */
function errorsHtml(description: string): Html {
  return html`<ul>
    ${description.split('\n').map((line) => {
      const [, code = '', words = line] = /^`(\w+)`: (.*)$/.exec(line) ?? [];
      return html`<li><code>${code}</code> ${words}</li>`;
    })}
  </ul>`;
}

function eventSection({ operations, components, channels }: AsyncApi, action: 'send' | 'receive'): Section {
  const messageOf = ({ $ref }: { $ref: string }) => components.messages[$ref.split('/').at(-1) ?? ''];
  const entries = Object.entries(operations)
    .filter(([, operation]) => operation.action === action)
    .map(([key, operation]) => {
      const message = messageOf(operation.messages[0]);
      const reply = operation.reply && messageOf(operation.reply.messages[0]);
      return {
        anchor: key,
        title: operation.title,
        body: html`<p>${operation.summary}</p>
          <h4>Payload</h4>
          ${schemaHtml(message?.payload ?? {})}
          ${
            reply
              ? html`<h4>Acknowledgement</h4>
                  ${schemaHtml(reply.payload)}
                  <p class="errors">${reply.summary ?? ''}</p>`
              : ''
          }`,
      };
    });
  return action === 'receive'
    ? {
        anchor: 'client-events',
        title: 'Events a client sends',
        intro: `Over Socket.IO. ${channels.socket.description} Every event is acknowledged.`,
        entries,
      }
    : {
        anchor: 'server-events',
        title: 'Events the server sends',
        intro:
          'To every connected device of the people concerned. Clients drop events and fields they do not know.',
        entries,
      };
}

function schemaSection(schemas: OpenApi['components']['schemas']): Section {
  const entries = Object.entries(schemas)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, schema]) => ({ anchor: schemaAnchor(name), title: name, body: schemaHtml(schema) }));
  return { anchor: 'schemas', title: 'Schemas', intro: 'What several of the above have in common.', entries };
}
