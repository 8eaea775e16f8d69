export { Authenticator } from './authenticator.ts';
export { startOutsider, startReader, type Bystander } from './bystanders.ts';
export { hasCeph, startTestS3, type TestS3 } from './ceph.ts';
export { checkHistory } from './check-history.ts';
export { Browser } from './simulation/browser.ts';
export { createTestDatabase, type TestDatabase } from './database.ts';
export {
  callRoute,
  Device,
  signInAdmin,
  Administrator,
  type AdminCredentials,
  type Answer,
  type ReceivedEvent,
} from './device.ts';
export { startFaultProxy, type FaultProxy, type Weather } from './fault-proxy.ts';
export { startTestHost, type TestHost } from './host-marketplace.ts';
export { History, type FinalConversation, type HistoryEvent, type Writer } from './history.ts';
export { Phone, type Pair } from './phone.ts';
export {
  addBooking,
  addPeople,
  bookings,
  DEMO_PASSWORD,
  people,
  person,
  seedPeople,
  type TestPerson,
} from './people.ts';
export { startTestPostgres } from './postgres.ts';
export { seededRandom } from './random.ts';
export { brokenRules, peerOf, readConversations, type Violation } from './rules.ts';
export { SimulatedTime } from './simulation/time.ts';
export { hasRedis, startTestRedis, type TestRedis } from './redis.ts';
export { startTestServer, TEST_SECRET, type TestServer } from './server.ts';
export { until } from './until.ts';
