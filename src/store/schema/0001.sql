-- One text for both databases; BYTES stands for the type of bytes (BLOB, BYTEA).
-- Times are milliseconds since 1970 in UTC by the database's own clock.

-- What was accepted, one row a run. Only the worker that holds the lease changes a run that is
-- being solved, and a run that has ended is never changed.
CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,                -- SCHEDULE, COMPARISON
    state TEXT NOT NULL,               -- QUEUED, SOLVING; final: COMPLETED, CANCELLED, FAILED
    tenant TEXT NOT NULL,              -- whose it is; turns are fair between tenants
    name TEXT,
    calendar TEXT,
    tags TEXT NOT NULL,                -- JSON, as they were sent
    nightly BIGINT NOT NULL,           -- 1: waits behind all interactive runs
    submitted_at BIGINT NOT NULL,
    started_at BIGINT,                 -- of the last attempt
    first_plan_at BIGINT,
    completed_at BIGINT,
    attempts BIGINT NOT NULL,
    progress TEXT,                     -- JSON: the best plan so far in figures
    failure TEXT,                      -- JSON: only in state FAILED
    version BIGINT NOT NULL,           -- grows with every change that can be seen
    stop BIGINT NOT NULL,              -- 1: told to end and keep its best
    worker TEXT,                       -- who solves it
    lease BIGINT,                      -- until when it is this worker's
    sent BIGINT NOT NULL,              -- bytes of its input
    made BIGINT NOT NULL               -- bytes of its output
);
CREATE INDEX runs_turn ON runs (state, nightly, submitted_at);
CREATE INDEX runs_list ON runs (kind, id);
CREATE INDEX runs_size ON runs (sent, made);

-- What was sent, byte for byte.
CREATE TABLE inputs (run TEXT PRIMARY KEY, body BYTES NOT NULL);

-- The last output that passed the verifier, byte for byte.
CREATE TABLE outputs (run TEXT PRIMARY KEY, body BYTES NOT NULL);

CREATE TABLE tags (tag TEXT NOT NULL, run TEXT NOT NULL, PRIMARY KEY (tag, run));

-- When each tenant had its last turn.
CREATE TABLE turns (tenant TEXT PRIMARY KEY, served BIGINT NOT NULL);

-- Idempotency keys: the same key and body lead to the same run.
CREATE TABLE repeats (
    tenant TEXT NOT NULL,
    word TEXT NOT NULL,
    hash TEXT NOT NULL,                -- of path and body
    run TEXT NOT NULL,
    PRIMARY KEY (tenant, word)
);
CREATE INDEX repeats_run ON repeats (run);
