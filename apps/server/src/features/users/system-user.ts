/** The sender of all system messages; its row stands in migrations/0001_people.sql. */
export const SYSTEM_USER_ID = '00000000-0000-0000-0000-000000000001';
