import type { SubjectName } from './subjects/subject.ts';

/** What may be told to a mode; what it does not know it leaves. */
export interface Settings {
  readonly subjects: readonly SubjectName[];
  /** Pairs of people who write to each other. */
  readonly pairs: number;
  /** Sends per second over all pairs, each measured by itself. */
  readonly rates: readonly number[];
  /** Of one slice. */
  readonly seconds: number;
  /** Slices of each subject, in turns. */
  readonly rounds: number;
  readonly seed: number;
  /** Messages of a long conversation. */
  readonly history: number;
  /** Conversations of a person who has many. */
  readonly inbox: number;
  /** Conversations of all people, among which an administrator finds some. */
  readonly conversations: number;
  /** Connections at rest, and clients of a herd. */
  readonly connections: number;
  /** Messages stored, for each database of its own. */
  readonly sizes: readonly number[];
  /** Of a soak. */
  readonly minutes: number;
}

export type Tell = (line: string) => void;

/** What was found of one subject, in whatever way the mode has. */
export interface Finding {
  readonly subject: SubjectName;
}

/** A kind of measurement. */
export interface Mode<Result extends Finding> {
  readonly title: string;
  measure(settings: Settings, tell: Tell): Promise<Result[]>;
  /** The figures as Markdown. */
  report(results: readonly Result[]): string;
}
