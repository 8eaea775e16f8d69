export { LocalPostgresError } from './error.ts';
export { startLocalPostgres, type LocalPostgres } from './local-postgres.ts';
export { freePort } from './postmaster.ts';
