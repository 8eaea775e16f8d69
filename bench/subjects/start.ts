import { startDatabase, type Database } from './database.ts';
import { startDuet } from './duet.ts';
import { startEjabberd } from './ejabberd.ts';
import { startNaive } from './naive.ts';
import type { Subject, SubjectName } from './subject.ts';

/** Starts a subject without people, on a fresh database, which is stopped with it. */
export async function startSubject(
  name: SubjectName,
  start: () => Promise<Database> = startDatabase,
): Promise<Subject> {
  const database = await start();
  try {
    return await startOn(name, database);
  } catch (error) {
    await database.stop();
    throw error;
  }
}

function startOn(name: SubjectName, database: Database): Promise<Subject> {
  switch (name) {
    case 'duet':
    case 'duet-without-receipts':
      return startDuet(name, database);
    case 'naive':
    case 'naive-fair':
      return startNaive(name, database);
    case 'ejabberd':
      return startEjabberd(database);
  }
}
