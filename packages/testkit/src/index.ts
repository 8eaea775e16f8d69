export { createTestDatabase, type TestDatabase } from './database.ts';
export { callRoute, Device, type Answer, type ReceivedEvent } from './device.ts';
export { bookings, DEMO_PASSWORD, people, seedPeople, type TestPerson } from './people.ts';
export { startTestPostgres } from './postgres.ts';
export { startTestServer, type TestServer } from './server.ts';
export { until } from './until.ts';
export { brokenRules } from './rules.ts';
