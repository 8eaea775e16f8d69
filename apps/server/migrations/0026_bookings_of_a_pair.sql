-- The bookings of a pair, the latest first. Without it, all those of an artist who has 100,000 were looked at for each pair: 6 ms
-- for each conversation that an administrator found.
CREATE INDEX bookings_pair ON bookings (customer_id, artist_id, starts_at DESC, id DESC);
