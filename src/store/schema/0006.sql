-- Whose request was patched to make this one's; nothing where it was sent whole. The runs named
-- may be gone by now.
ALTER TABLE runs ADD COLUMN parent TEXT;
-- The first of the line, which was sent whole.
ALTER TABLE runs ADD COLUMN origin TEXT;
-- How many patches it is away from it.
ALTER TABLE runs ADD COLUMN revision BIGINT;
