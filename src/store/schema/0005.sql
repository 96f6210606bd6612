-- Who has changed what, one row a change, in the transaction of the change.
CREATE TABLE audit (
    id TEXT PRIMARY KEY,               -- grows with time
    tenant TEXT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,               -- a key's id, or open, cli, service, worker
    actor_name TEXT,
    action TEXT NOT NULL,              -- run.created, calendar.published, ...
    subject TEXT NOT NULL,             -- the id of what was changed
    hash_before TEXT,
    hash_after TEXT
);
CREATE INDEX audit_list ON audit (tenant, id);
CREATE INDEX audit_subject ON audit (tenant, subject, id);
