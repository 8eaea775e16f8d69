export { LocalPostgresError } from './error.ts';
export { findLocalPostgres, startLocalPostgres, type LocalPostgres } from './local-postgres.ts';
export { freePort } from './postmaster.ts';
