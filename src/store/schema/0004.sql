-- What is published of a run: PUBLISHED, or SUPERSEDED by a later plan of its calendar; nothing
-- where it never was. Besides its version this is all that changes of a run that has ended.
ALTER TABLE runs ADD COLUMN publication TEXT;

-- The plan that the field works by, one for each calendar. Its run is kept as long as it is here.
CREATE TABLE calendars (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,                  -- run.calendar of its runs
    version BIGINT NOT NULL,           -- of its publications the one that holds
    run TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
);

-- What was published when and by whom; the oldest of a calendar go.
CREATE TABLE publications (
    tenant TEXT NOT NULL,
    calendar TEXT NOT NULL,
    version BIGINT NOT NULL,           -- 1, 2, 3, ...
    run TEXT NOT NULL,                 -- may be gone by now
    progress TEXT NOT NULL,            -- JSON: the plan in figures
    actor TEXT NOT NULL,               -- a key's id, or open
    actor_name TEXT,
    published_at BIGINT NOT NULL,
    replaced_at BIGINT,                -- nothing while it holds
    PRIMARY KEY (tenant, calendar, version)
);
