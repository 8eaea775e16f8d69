import { describe, expect, it } from 'vitest';
import { PresenceBook } from './presence-book.ts';

const at = (seconds: number) => new Date(seconds * 1_000);

describe('PresenceBook', () => {
  it('has a person here from the first socket until the grace after the last', () => {
    const book = new PresenceBook(3_000);
    expect(book.isHere('alice')).toBe(false);
    expect([book.arrive('alice'), book.arrive('alice')]).toEqual([true, false]);
    book.leave('alice', at(10));
    expect(book.letGo(at(60))).toEqual([]);
    book.leave('alice', at(70));
    expect(book.letGo(at(72.9))).toEqual([]);
    expect(book.isHere('alice')).toBe(true);
    expect(book.letGo(at(73))).toEqual([{ userId: 'alice', at: at(70) }]);
    expect(book.isHere('alice')).toBe(false);
    expect(book.letGo(at(80))).toEqual([]);
  });

  it('does not flicker over a reconnect', () => {
    const book = new PresenceBook(3_000);
    book.arrive('alice');
    book.leave('alice', at(1));
    expect(book.arrive('alice')).toBe(false);
    expect(book.letGo(at(60))).toEqual([]);
    expect(book.isHere('alice')).toBe(true);
  });

  it('counts the grace anew for whoever comes and leaves again', () => {
    const book = new PresenceBook(3_000);
    book.arrive('alice');
    book.leave('alice', at(1));
    book.arrive('alice');
    book.arrive('bruno');
    book.leave('bruno', at(2));
    book.leave('alice', at(3));
    expect(book.letGo(at(5))).toEqual([{ userId: 'bruno', at: at(2) }]);
    expect(book.letGo(at(6))).toEqual([{ userId: 'alice', at: at(3) }]);
  });

  it('knows everybody who is here, those in their grace as of when they left', () => {
    const book = new PresenceBook(3_000);
    book.arrive('alice');
    book.arrive('bruno');
    book.leave('bruno', at(1));
    expect(book.everybody(at(2))).toEqual([
      { userId: 'bruno', at: at(1) },
      { userId: 'alice', at: at(2) },
    ]);
    expect(book.isHere('alice')).toBe(true);
  });
});
