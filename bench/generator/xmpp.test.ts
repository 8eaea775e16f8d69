import { expect, it } from 'vitest';
import { StanzaSplitter } from './xmpp.ts';

const STREAM = [
  "<?xml version='1.0'?><stream:stream id='1' version='1.0'>",
  '<stream:features><mechanisms><mechanism>PLAIN</mechanism></mechanisms></stream:features>',
  '<success/>',
  "<message from='a@localhost'><body>a &gt; b</body><archived id='1'/></message>",
  "<r xmlns='urn:xmpp:sm:3'/>",
].join('');
const STANZAS = [
  '<stream:features><mechanisms><mechanism>PLAIN</mechanism></mechanisms></stream:features>',
  '<success/>',
  "<message from='a@localhost'><body>a &gt; b</body><archived id='1'/></message>",
  "<r xmlns='urn:xmpp:sm:3'/>",
];

it.each([1, 2, 7, 40, 1_000])('cuts a stream that arrives in pieces of %i', (size) => {
  const splitter = new StanzaSplitter();
  const stanzas: string[] = [];
  for (let place = 0; place < STREAM.length; place += size)
    stanzas.push(...splitter.push(STREAM.slice(place, place + size)));
  expect(stanzas).toEqual(STANZAS);
});

it('begins anew where the stream does', () => {
  const splitter = new StanzaSplitter();
  splitter.push(STREAM);
  expect(splitter.push(STREAM)).toEqual(STANZAS);
});
