-- Who is told what happens. The secret signs what is sent, so that it is kept as it is.
CREATE TABLE webhooks (
    id TEXT PRIMARY KEY,
    tenant TEXT NOT NULL,
    url TEXT NOT NULL,
    events TEXT NOT NULL,              -- JSON: run.completed, run.failed, calendar.published
    secret TEXT NOT NULL,              -- whsec_ and 32 random bytes in base64
    made_at BIGINT NOT NULL,
    said TEXT                          -- how the last attempt ended
);
CREATE INDEX webhooks_tenant ON webhooks (tenant, id);

-- What is to be told, written with the change itself and gone once it is told.
CREATE TABLE outbox (
    id TEXT PRIMARY KEY,               -- the same in every attempt
    webhook TEXT NOT NULL,
    event TEXT NOT NULL,
    subject TEXT NOT NULL,             -- the run or the calendar
    hash TEXT,                         -- of its plan
    made_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    due BIGINT NOT NULL                -- when the next attempt is made
);
CREATE INDEX outbox_due ON outbox (due);
CREATE INDEX outbox_webhook ON outbox (webhook);
