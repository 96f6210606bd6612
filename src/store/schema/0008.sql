-- A receiver that does not listen is asked less and less often, whatever it has to be told.
ALTER TABLE webhooks ADD COLUMN failures BIGINT NOT NULL DEFAULT 0;  -- in vain, since the last success
ALTER TABLE webhooks ADD COLUMN due BIGINT NOT NULL DEFAULT 0;       -- when it is asked again
ALTER TABLE webhooks ADD COLUMN held BIGINT NOT NULL DEFAULT 0;      -- until when somebody is asking it
DROP INDEX outbox_due;
DROP INDEX outbox_webhook;
CREATE INDEX outbox_next ON outbox (webhook, due, id);
