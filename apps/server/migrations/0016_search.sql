-- Finding a conversation by its other person's name or a booking's code: docs/adr/0020-search-by-words-of-ones-own.md.

-- The words under which a person finds a conversation, folded (see searchWords in packages/contract). Compared byte by byte,
-- so that the beginning of a word is a range.
CREATE TABLE conversation_words (
  person_id       uuid NOT NULL,
  word            text COLLATE "C" NOT NULL,
  conversation_id uuid NOT NULL,
  PRIMARY KEY (person_id, word, conversation_id)
);
CREATE INDEX conversation_words_conversation ON conversation_words (conversation_id, person_id);

-- Pairs whose words are to be written anew, by a job; note tells a later wish from the one that is being fulfilled.
CREATE TABLE pairs_to_index (
  customer_id uuid NOT NULL,
  artist_id   uuid NOT NULL,
  note        bigint GENERATED ALWAYS AS IDENTITY,
  PRIMARY KEY (customer_id, artist_id)
);
CREATE INDEX pairs_to_index_note ON pairs_to_index (note);

-- Triggers, so that nobody who makes conversations and bookings has to think of it; new names come by spread_rename.
CREATE FUNCTION note_pair_to_index() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO pairs_to_index (customer_id, artist_id) VALUES (NEW.customer_id, NEW.artist_id)
  ON CONFLICT (customer_id, artist_id) DO UPDATE SET note = DEFAULT;
  RETURN NULL;
END $$;

CREATE TRIGGER conversations_to_index AFTER INSERT ON conversations FOR EACH ROW EXECUTE FUNCTION note_pair_to_index();
CREATE TRIGGER bookings_to_index AFTER INSERT OR UPDATE OF code ON bookings FOR EACH ROW
  EXECUTE FUNCTION note_pair_to_index();

INSERT INTO pairs_to_index (customer_id, artist_id) SELECT customer_id, artist_id FROM conversations;

-- Writes the words of pairs, given by place, where nobody has noted them anew since they were looked at; p_persons and
-- p_words are lists side by side. What is already as it should be is not written.
CREATE FUNCTION index_pairs(
  p_customer_ids uuid[], p_artist_ids uuid[], p_notes bigint[], p_conversation_ids uuid[],
  p_places integer[], p_person_ids uuid[], p_words text[]
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_places integer[];
BEGIN
  v_places := ARRAY(
    SELECT given.place FROM unnest(p_customer_ids, p_artist_ids, p_notes) WITH ORDINALITY
      AS given (customer_id, artist_id, note, place)
    JOIN pairs_to_index noted USING (customer_id, artist_id, note)
    ORDER BY customer_id, artist_id FOR UPDATE OF noted SKIP LOCKED);

  INSERT INTO conversation_words (person_id, word, conversation_id)
  SELECT person_id, word, p_conversation_ids[place]
  FROM unnest(p_places, p_person_ids, p_words) AS given (place, person_id, word)
  WHERE place = ANY (v_places)
  ON CONFLICT DO NOTHING;

  -- As sets, which are hashed: row by row, each of hundreds would be held against each.
  DELETE FROM conversation_words w USING (
    SELECT person_id, word, conversation_id FROM conversation_words
     WHERE conversation_id = ANY (ARRAY(SELECT p_conversation_ids[place] FROM unnest(v_places) AS done (place)))
    EXCEPT
    SELECT person_id, word, p_conversation_ids[place]
    FROM unnest(p_places, p_person_ids, p_words) AS given (place, person_id, word)
  ) gone
  WHERE w.person_id = gone.person_id AND w.word = gone.word AND w.conversation_id = gone.conversation_id;

  DELETE FROM pairs_to_index noted USING unnest(v_places) AS done (place)
  WHERE noted.customer_id = p_customer_ids[done.place] AND noted.artist_id = p_artist_ids[done.place];
END $$;
