import type { OverseenConversation, OverseenMessage } from '@duet/contract';
import { Html, html } from '../../platform/docs/html.ts';

/** What a page tells above the messages. */
export interface PackHead {
  readonly caseId: string;
  readonly conversation: OverseenConversation;
  readonly madeBy: string;
  readonly createdAt: string;
}

const STYLE = new Html(`
  body { font: 11pt/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 46rem; padding: 0 1rem; color: #111; background: #fff; }
  h1 { font-size: 1.3rem; } dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; } dd { margin: 0; }
  article { border-top: 1px solid #bbb; padding: .6rem 0; break-inside: avoid; }
  header { color: #444; font-size: .85rem; } p { margin: .3rem 0; white-space: pre-wrap; overflow-wrap: anywhere; }
  .before { border-left: 3px solid #bbb; padding-left: .6rem; color: #444; }
  @page { margin: 18mm; }
`);

/** A conversation to be read and printed, without script, and with nothing that is loaded from anywhere. */
export function packPage(head: PackHead, messages: readonly OverseenMessage[]): string {
  const { conversation, caseId, madeBy, createdAt } = head;
  const names = {
    customer: conversation.customer.name,
    artist: conversation.artist.name,
    system: 'Marketplace',
  };
  return html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
      <title>Case ${caseId}</title>
      <style>
        ${STYLE}
      </style>
      <h1>Case ${caseId}</h1>
      <dl>
        <dt>Customer</dt>
        <dd><bdi>${names.customer}</bdi> (${conversation.customer.id})</dd>
        <dt>Artist</dt>
        <dd><bdi>${names.artist}</bdi> (${conversation.artist.id})</dd>
        <dt>Conversation</dt>
        <dd>${conversation.id}</dd>
        <dt>Bookings</dt>
        <dd>${conversation.bookings.map(({ code, status }) => `${code}: ${status}`).join(', ')}</dd>
        <dt>Made</dt>
        <dd>${createdAt} by <bdi>${madeBy}</bdi></dd>
      </dl>
      ${messages.map((message) => toArticle(message, names[message.senderRole]))}
    </html> `.text;
}

function toArticle(message: OverseenMessage, sender: string): Html {
  const { seq, sentAt, deliveredAt, readAt, editedAt, deletedAt, content, images, revisions } = message;
  const times = [
    `sent ${sentAt}`,
    ...(deliveredAt === null ? [] : [`delivered ${deliveredAt}`]),
    ...(readAt === null ? [] : [`read ${readAt}`]),
    ...(editedAt === null ? [] : [`edited ${editedAt}`]),
    ...(deletedAt === null ? [] : [`unsent ${deletedAt}`]),
  ];
  return html`<article>
    <header>
      #${seq} <strong><bdi>${sender}</bdi></strong> ${times.join(' · ')}
    </header>
    ${content === null ? undefined : html`<p dir="auto">${content}</p>`}
    ${images.map(({ id }) => html`<p>Image ${id}</p>`)}
    ${revisions.map(
      (before) =>
        html`<p class="before" dir="auto">
          Until ${before.replacedAt}:
          ${before.content ?? ''}${before.images.map(({ id }) => html` Image ${id}`)}
        </p>`,
    )}
  </article> `;
}
