import { describe, expect, it, onTestFinished } from 'vitest';
import { en } from '../words/en.ts';
import { ko } from '../words/ko.ts';
import { dayLabel, dayOf, lastSeen, listTime, localTimeOf, readTimeZone, spanOf, timeOf } from './dates.ts';

const now = new Date('2026-06-10T03:00:00.000Z');
const london = { locale: 'en-GB', timeZone: 'Europe/London', now };
const seoul = { ...london, timeZone: 'Asia/Seoul' };
const newYork = { locale: 'en-US', timeZone: 'America/New_York', now };

const plain = (text: string) => text.replaceAll(/[\u202f\u00a0]/gu, ' ');

describe('the local time of somebody elsewhere', () => {
  it('is theirs, with its day where that is another', () => {
    expect(localTimeOf('Europe/Lisbon', en, { ...london, timeZone: 'Europe/Paris' })).toBe('04:00');
    expect(localTimeOf('America/New_York', en, london)).toBe('Tue 23:00');
    expect(plain(localTimeOf('Asia/Seoul', en, newYork) ?? '')).toBe('Wed 12:00 PM');
  });

  it('is not worth a word where the clocks agree, or nobody knows', () => {
    expect(localTimeOf('Europe/Lisbon', en, london)).toBeUndefined();
    expect(localTimeOf('UTC', en, seoul)).toBeUndefined();
  });
});

describe('days are the days of the viewer', () => {
  it('one moment lies on three calendars', () => {
    const moment = '2026-06-09T21:30:00.000Z';
    expect(dayOf(moment, seoul)).toBe('2026-06-10');
    expect(dayLabel(moment, en, seoul)).toBe('Today');
    expect(dayLabel(moment, en, london)).toBe('Yesterday');
    expect(dayLabel(moment, en, newYork)).toBe('Today'); // there it is still the 9th
  });

  it('who may travel while the app is open', () => {
    const before = process.env['TZ'] as string | undefined;
    onTestFinished(() => {
      if (before === undefined) delete process.env['TZ'];
      else process.env['TZ'] = before;
      readTimeZone();
    });
    const days = ['America/New_York', 'Asia/Seoul'].map((zone) => {
      process.env['TZ'] = zone;
      return [readTimeZone(), dayOf(now)];
    });
    expect(days).toEqual([
      ['America/New_York', '2026-06-09'],
      ['Asia/Seoul', '2026-06-10'],
    ]);
  });

  it('names days ever more exactly', () => {
    expect(dayLabel('2026-06-04T12:00:00.000Z', en, london)).toBe('Thursday');
    expect(dayLabel('2026-06-03T12:00:00.000Z', en, london)).toBe('3 June');
    expect(dayLabel('2025-06-03T12:00:00.000Z', en, london)).toBe('3 June 2025');
  });

  it('counts days, not hours, over the change of clocks', () => {
    const after = { ...london, now: new Date('2026-03-29T22:59:00.000Z') };
    expect(dayLabel('2026-03-28T23:59:00.000Z', en, after)).toBe('Yesterday');
  });
});

it('times follow the variety of the language', () => {
  expect(plain(timeOf('2026-06-10T14:05:00.000Z', en, london))).toBe('15:05');
  expect(plain(timeOf('2026-06-10T14:05:00.000Z', en, newYork))).toBe('10:05 AM');
  expect(plain(timeOf('2026-06-10T14:05:00.000Z', en, { ...seoul, locale: 'ko-KR' }))).toBe('23:05');
  expect(timeOf('2026-06-10T14:05:00.000Z', ko, seoul)).toBe('오후 11:05');
});

it('the list shortens what is long ago', () => {
  expect(listTime('2026-06-10T00:10:00.000Z', en, london)).toBe('01:10');
  expect(listTime('2026-06-09T00:10:00.000Z', en, london)).toBe('Yesterday');
  expect(listTime('2026-06-07T10:00:00.000Z', en, london)).toBe('Sun');
  expect(listTime('2026-05-07T10:00:00.000Z', en, london)).toBe('7 May');
  expect(listTime('2024-05-07T10:00:00.000Z', en, london)).toBe('7 May 2024');
  // A clock that runs ahead of the viewer's shows a time, not "in 1 day".
  expect(listTime('2026-06-10T23:30:00.000Z', en, london)).toMatch(/^\d\d:\d\d$/);
});

it('tells when somebody was there', () => {
  expect(lastSeen('2026-06-10T02:59:30.000Z', en, london)).toBe('Last seen just now');
  expect(lastSeen('2026-06-10T02:19:30.000Z', en, london)).toBe('Last seen 40 min ago');
  expect(lastSeen('2026-06-10T00:10:00.000Z', en, london)).toBe('Last seen today at 01:10');
  expect(lastSeen('2026-06-09T10:10:00.000Z', en, london)).toBe('Last seen yesterday at 11:10');
  expect(lastSeen('2026-05-09T10:10:00.000Z', en, london)).toBe('Last seen 9 May');
});

it('shows a booking in the zone of the viewer', () => {
  const booking = ['2026-06-13T17:00:00.000Z', '2026-06-13T19:00:00.000Z'] as const;
  expect(spanOf(...booking, en, london)).toBe('Sat 13 Jun, 18:00 – 20:00');
  expect(spanOf(...booking, en, seoul)).toBe('Sun 14 Jun, 02:00 – 04:00');
});

it('speaks Korean', () => {
  expect(dayLabel('2026-06-04T12:00:00.000Z', ko, london)).toBe('목요일');
  expect(dayLabel('2025-06-03T12:00:00.000Z', ko, london)).toBe('2025년 6월 3일');
  expect(listTime('2026-06-09T00:10:00.000Z', ko, london)).toBe('어제');
  expect(lastSeen('2026-06-10T00:10:00.000Z', ko, london)).toBe('오늘 오전 1:10 접속');
  expect(spanOf('2026-06-13T09:00:00.000Z', '2026-06-13T11:00:00.000Z', ko, seoul)).toBe(
    '6월 13일 (토) 오후 6:00 – 오후 8:00',
  );
});
