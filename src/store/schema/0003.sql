-- Many runs sent together.
CREATE TABLE batches (
    id TEXT PRIMARY KEY,
    tenant TEXT NOT NULL,
    name TEXT,
    submitted_at BIGINT NOT NULL
);

-- The runs of a batch, in the order they were sent.
CREATE TABLE members (
    batch TEXT NOT NULL,
    place BIGINT NOT NULL,
    run TEXT NOT NULL,
    PRIMARY KEY (batch, place)
);
CREATE INDEX members_run ON members (run);
