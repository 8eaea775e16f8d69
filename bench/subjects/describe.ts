import { startSubject } from './start.ts';
import type { SubjectName } from './subject.ts';

/** What a subject is, and how its database is set: for the report. */
export interface SubjectDescription {
  readonly name: SubjectName;
  readonly version: string;
  readonly database: Readonly<Record<string, string>>;
}

/** Starts each once, to ask it. */
export async function describeSubjects(names: readonly SubjectName[]): Promise<SubjectDescription[]> {
  const descriptions: SubjectDescription[] = [];
  for (const name of names) {
    const subject = await startSubject(name);
    descriptions.push({ name, version: subject.version, database: subject.database.settings });
    await subject.stop();
  }
  return descriptions;
}
