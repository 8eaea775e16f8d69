import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { ReadOrder, ReadResult, ReadTarget } from './protocol.ts';
import { Xmpp } from './xmpp.ts';

/** Reads one target; answers how many items it got. */
type Read = (target: ReadTarget) => Promise<number>;

/** A closed loop of readers, each with a connection that stays. */
export async function readPages({ targets, atOnce, seconds }: ReadOrder): Promise<ReadResult> {
  const readers = await Promise.all(Array.from({ length: atOnce }, () => openReader(targets)));
  const ms: number[] = [];
  let items = 0;
  let turn = 0;
  const begun = performance.now();
  await Promise.all(
    readers.map(async ({ read }) => {
      for (let asked = performance.now(); asked < begun + seconds * 1_000; asked = performance.now()) {
        const count = await read(targets[turn++ % targets.length]!);
        ms.push(performance.now() - asked);
        items += count;
      }
    }),
  );
  const lasted = (performance.now() - begun) / 1_000;
  for (const { close } of readers) close();
  return { ms: Float64Array.from(ms), items, seconds: lasted };
}

async function openReader(targets: readonly ReadTarget[]): Promise<{ read: Read; close: () => void }> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const archives = new Map<string, Archive>();
  for (const target of targets) {
    if (target.kind === 'archive' && !archives.has(target.user))
      archives.set(target.user, await Archive.open(target));
  }
  return {
    read: (target) =>
      target.kind === 'http'
        ? readHttp(target, agent)
        : archives.get(target.user)!.read(target.peer, target.before),
    close: () => {
      agent.destroy();
      for (const archive of archives.values()) archive.close();
    },
  };
}

async function readHttp(target: ReadTarget & { kind: 'http' }, agent: Agent): Promise<number> {
  const { url, headers, body, list } = target;
  const asked = request(url, { agent, headers, method: body === undefined ? 'GET' : 'POST' });
  asked.end(body);
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  const answer = await text(response);
  if (response.statusCode !== 200) throw new Error(`${url} answered ${response.statusCode}: ${answer}`);
  return (JSON.parse(answer) as Record<string, unknown[]>)[list]!.length;
}

/** One user's archive, asked for one page at a time. */
class Archive {
  #xmpp: Xmpp | undefined;
  #items = 0;
  #answered: ((items: number) => void) | undefined;

  static async open({ url, user, password }: ReadTarget & { kind: 'archive' }): Promise<Archive> {
    const archive = new Archive();
    archive.#xmpp = await Xmpp.open(url, user, password, {
      stanza: (stanza) => archive.#take(stanza),
      closed: () => undefined,
    });
    return archive;
  }

  read(peer: string, before: string): Promise<number> {
    this.#items = 0;
    const answer = new Promise<number>((resolve) => (this.#answered = resolve));
    const query = `<iq type='set' id='page'><query xmlns='urn:xmpp:mam:2'><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'><value>urn:xmpp:mam:2</value></field><field var='with'><value>${peer}@localhost</value></field></x><set xmlns='http://jabber.org/protocol/rsm'><max>30</max><before>${before}</before></set></query></iq>`;
    this.#xmpp!.send(query, () => undefined);
    return answer;
  }

  close(): void {
    this.#xmpp?.close();
  }

  #take(stanza: string): void {
    if (stanza.startsWith('<message') && stanza.includes('<result ')) this.#items += 1;
    else if (stanza.startsWith('<iq') && /id=['"]page['"]/.test(stanza)) this.#answered?.(this.#items);
  }
}
