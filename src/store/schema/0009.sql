-- How many of the attempts were ended from outside, with the service or its machine: a run is given
-- up after fewer of those that it ended itself.
ALTER TABLE runs ADD COLUMN interruptions BIGINT NOT NULL DEFAULT 0;
