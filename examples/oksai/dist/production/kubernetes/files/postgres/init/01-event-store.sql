-- The event store: what happened, in order, and what is still to be told to Kafka.
CREATE TABLE IF NOT EXISTS events (
  position    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant_id   uuid NOT NULL,
  stream_id   uuid NOT NULL,
  version     integer NOT NULL,
  type        text NOT NULL,
  payload     jsonb NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (tenant_id, stream_id, version)
);
CREATE TABLE IF NOT EXISTS outbox (
  position     bigint PRIMARY KEY REFERENCES events (position),
  topic        text NOT NULL,
  published_at timestamptz
);
CREATE TABLE IF NOT EXISTS inbox (
  consumer     text NOT NULL,
  message_id   uuid NOT NULL,
  processed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (consumer, message_id)
);
