import { startDuet } from './duet.ts';
import { startNaive } from './naive.ts';
import type { Subject, SubjectName } from './subject.ts';

/** Starts a subject on a fresh database, with so many pairs of people who can write to each other. */
export function startSubject(name: SubjectName, plan: { pairs: number }): Promise<Subject> {
  switch (name) {
    case 'duet':
    case 'duet-without-receipts':
      return startDuet(name, plan);
    case 'naive':
    case 'naive-fair':
      return startNaive(name, plan);
  }
}
