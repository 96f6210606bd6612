-- Who may ask. A key is shown once, when it is made; only its hash is kept.
CREATE TABLE keys (
    id TEXT PRIMARY KEY,               -- how people name it, in lists and logs
    hash TEXT NOT NULL UNIQUE,         -- SHA-256: a key is 244 random bits, nothing to guess
    label TEXT NOT NULL,
    tenant TEXT NOT NULL,              -- whose runs it sees
    role TEXT NOT NULL,                -- VIEWER, PLANNER, ADMIN
    made_at BIGINT NOT NULL,
    revoked_at BIGINT
);
