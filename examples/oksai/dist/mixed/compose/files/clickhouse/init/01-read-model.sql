-- The read model: one row for each event, for questions over many of them.
CREATE TABLE IF NOT EXISTS events
(
    tenant_id   UUID,
    stream_id   UUID,
    type        LowCardinality(String),
    payload     String,
    recorded_at DateTime64(3)
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(recorded_at)
ORDER BY (tenant_id, type, recorded_at);
