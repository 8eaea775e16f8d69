-- The tables and indexes of the requirement (messaging-architecture.md, "Data Model"), word for word; users and bookings, which
-- it names and does not describe, with as little as the keys need.
CREATE TABLE users (id UUID PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE bookings (id UUID PRIMARY KEY);

CREATE TABLE conversations (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  booking_id UUID REFERENCES bookings(id),
  customer_id UUID NOT NULL REFERENCES users(id),
  artist_id UUID NOT NULL REFERENCES users(id),
  status VARCHAR(20) DEFAULT 'active',
  last_message_at TIMESTAMP NOT NULL,
  unread_count_customer INTEGER DEFAULT 0,
  unread_count_artist INTEGER DEFAULT 0,
  archived_at TIMESTAMP,
  created_at TIMESTAMP DEFAULT NOW(),
  updated_at TIMESTAMP DEFAULT NOW()
);

CREATE TABLE messages (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  conversation_id UUID NOT NULL REFERENCES conversations(id),
  sender_id UUID NOT NULL REFERENCES users(id),
  sender_role VARCHAR(20) NOT NULL,
  message_type VARCHAR(20) DEFAULT 'text',
  content TEXT,
  images JSONB,
  booking_id UUID REFERENCES bookings(id),
  sent_at TIMESTAMP DEFAULT NOW(),
  read_at TIMESTAMP,
  created_at TIMESTAMP DEFAULT NOW()
);

CREATE INDEX idx_conversations_customer ON conversations(customer_id, last_message_at DESC);
CREATE INDEX idx_conversations_artist ON conversations(artist_id, last_message_at DESC);
CREATE INDEX idx_conversations_lookup ON conversations(customer_id, artist_id);

CREATE INDEX idx_messages_conversation ON messages(conversation_id, sent_at DESC);
CREATE INDEX idx_messages_booking ON messages(booking_id) WHERE booking_id IS NOT NULL;
