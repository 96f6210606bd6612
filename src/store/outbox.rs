//! What is still to be told, and when each receiver is asked again.
//!
//! What is to be told is written in the transaction of the change, and goes when it was told: a
//! power cut between the two tells it once more, with the same id, and never not at all. A receiver
//! is told one thing at a time; one that does not listen is asked less and less often, and holds up
//! no other tenant's.

use super::audit::Note;
use super::rows::printed;
use super::webhooks::{EventKind, events};
use super::{Store, Stored};
use sqlx::{Any, Row, Transaction};
use std::time::Duration;

/// The most that one webhook has still to be told; what comes then is not told.
const WAITING: i64 = 10_000;
/// How often something is told in vain before it is let go.
const ATTEMPTS: i64 = 20;
/// After how long it is let go by the next attempt in vain, whatever that was for.
const KEPT: i64 = 48 * HOUR;
/// The first pause; each is twice as long as the one before, up to the longest: of what is to be
/// told, and of who is asked for anything.
const FIRST_PAUSE: i64 = 1000;
const LONGEST_PAUSE: i64 = 4 * HOUR;
const LONGEST_SILENCE: i64 = HOUR;
const HOUR: i64 = 3600 * 1000;
/// How many receivers of a tenant are told something at the same time: a tenant whose receivers
/// are slow has not all tellers.
const AT_ONCE: i64 = 4;

/// Who may be told something now.
const FREE: &str = "FROM webhooks r WHERE r.due <= $NOW AND r.held <= $NOW \
    AND EXISTS (SELECT 1 FROM outbox o WHERE o.webhook = r.id AND o.due <= $NOW) \
    AND (SELECT COUNT(*) FROM webhooks b WHERE b.tenant = r.tenant AND b.held > $NOW) < $1";

/// Something to be told now.
#[derive(Clone, Debug)]
pub struct Delivery {
    pub id: String,
    pub webhook: String,
    pub url: String,
    pub secret: String,
    pub event: String,
    pub subject: String,
    pub hash: Option<String>,
    pub made_at: String,
    /// With this one.
    pub attempts: i64,
    /// How often the receiver was asked in vain, for anything, since it last listened.
    failures: i64,
    /// Until when it is this teller's: what marks it as his.
    held: i64,
}

/// The pause after so many attempts in vain.
fn pause(attempts: i64, longest: i64) -> i64 {
    let doubled = FIRST_PAUSE << attempts.clamp(1, 30).saturating_sub(1);
    doubled.min(longest)
}

impl Store {
    /// Writes down whom a change is to be told.
    pub(super) async fn announce(
        &self,
        begun: &mut Transaction<'static, Any>,
        note: &Note<'_>,
    ) -> sqlx::Result<()> {
        let Some(event) = EventKind::of(note.action) else { return Ok(()) };
        // None of them goes before what it is to be told is written, or that would stay for ever.
        let sql =
            self.db.sql("SELECT id, events FROM webhooks WHERE tenant = $1 ORDER BY id $STAY");
        let known = sqlx::query(&sql).bind(note.tenant.to_owned());
        for row in known.fetch_all(&mut **begun).await? {
            if !events(&row)?.contains(&event) {
                continue;
            }
            let sql = self.db.sql(
                "INSERT INTO outbox (id, webhook, event, subject, hash, made_at, attempts, due) \
                 SELECT $1, $2, $3, $4, $5, $NOW, 0, $NOW \
                 WHERE (SELECT COUNT(*) FROM outbox WHERE webhook = $2) < $6",
            );
            let id = format!("msg_{}", uuid::Uuid::now_v7().simple());
            let query = sqlx::query(&sql).bind(id).bind(row.try_get::<String, _>("id")?);
            let query = query.bind(note.action.name()).bind(note.subject.to_owned());
            let query = query.bind(note.after.clone()).bind(WAITING);
            query.execute(&mut **begun).await?;
        }
        Ok(())
    }

    /// What is to be told next. For so long nobody else tells its receiver anything.
    pub fn due_delivery(&self, lease: Duration) -> Stored<Option<Delivery>> {
        let idle = self.db.sql(&format!("SELECT r.id {FREE} LIMIT 1"));
        let take = self.db.sql(&format!(
            "UPDATE webhooks SET held = $NOW + $2 WHERE id = \
                 (SELECT r.id {FREE} ORDER BY r.due, r.id LIMIT 1 $SKIP) \
             RETURNING id, url, secret, failures, held"
        ));
        let lease = i64::try_from(lease.as_millis()).unwrap_or(i64::MAX);
        self.db.wait(async {
            // Looked up without a lock: most of the time nothing is.
            let look = sqlx::query(&idle).bind(AT_ONCE);
            if look.fetch_optional(self.db.pool()).await?.is_none() {
                return Ok(None);
            }
            let mut begun = self.db.begin().await?;
            // Who takes one counts those that others hold.
            self.db.one_by_one(&mut begun).await?;
            let taken = sqlx::query(&take).bind(AT_ONCE).bind(lease);
            let Some(whom) = taken.fetch_optional(&mut *begun).await? else { return Ok(None) };
            let webhook: String = whom.try_get("id")?;
            let Some(row) = self.next_of(&mut begun, &webhook).await? else { return Ok(None) };
            begun.commit().await?;
            Ok(Some(Delivery {
                id: row.try_get("id")?,
                webhook,
                url: whom.try_get("url")?,
                secret: whom.try_get("secret")?,
                event: row.try_get("event")?,
                subject: row.try_get("subject")?,
                hash: row.try_get("hash")?,
                made_at: printed(row.try_get("made_at")?),
                attempts: row.try_get("attempts")?,
                failures: whom.try_get("failures")?,
                held: whom.try_get("held")?,
            }))
        })
    }

    /// What a service that is gone was telling is nobody's: on a file there was no other one.
    pub fn forget_tellers(&self) -> Stored<()> {
        if !self.db.is_sole() {
            return Ok(());
        }
        let query = sqlx::query("UPDATE webhooks SET held = 0 WHERE held > 0");
        self.db.wait(async { query.execute(self.db.pool()).await.map(drop) })
    }

    /// The next for a receiver, counted as tried; nothing where it was told meanwhile.
    async fn next_of(
        &self,
        begun: &mut Transaction<'static, Any>,
        webhook: &str,
    ) -> sqlx::Result<Option<sqlx::any::AnyRow>> {
        let sql = self.db.sql(
            "UPDATE outbox SET attempts = attempts + 1 WHERE id = \
                 (SELECT id FROM outbox WHERE webhook = $1 AND due <= $NOW \
                 ORDER BY due, id LIMIT 1) \
             RETURNING id, event, subject, hash, made_at, attempts",
        );
        sqlx::query(&sql).bind(webhook.to_owned()).fetch_optional(&mut **begun).await
    }

    /// Notes how an attempt has ended. After one in vain the receiver has its pause as well as what
    /// it was to be told: one thing that it never takes holds up nothing else for long.
    pub fn note_delivery(&self, delivery: &Delivery, told: &Result<(), String>) -> Stored<()> {
        let (failed, attempts) = (told.is_err(), delivery.attempts);
        let gone = !failed || attempts >= ATTEMPTS;
        let said = told.as_ref().map_or_else(Clone::clone, |()| "told".to_owned());
        let failures = if failed { delivery.failures.saturating_add(1) } else { 0 };
        let silence = if failed { pause(failures, LONGEST_SILENCE) } else { 0 };
        let receiver = self.db.sql(
            "UPDATE webhooks SET said = $1, failures = $2, due = $NOW + $3, held = 0 \
             WHERE id = $4 AND held = $5",
        );
        let later = self.db.sql("UPDATE outbox SET due = $NOW + $1 WHERE id = $2");
        let old = self.db.sql("DELETE FROM outbox WHERE webhook = $1 AND made_at < $NOW - $2");
        let (id, webhook) = (delivery.id.clone(), delivery.webhook.clone());
        self.db.wait(async {
            let mut begun = self.db.begin().await?;
            let query = sqlx::query(&receiver).bind(said).bind(failures).bind(silence);
            let query = query.bind(webhook.clone()).bind(delivery.held);
            let late = query.execute(&mut *begun).await?.rows_affected() == 0;
            // Somebody else tells it by now, unless it was told in spite of all.
            if late && failed {
                return Ok(());
            }
            if gone {
                let query = sqlx::query("DELETE FROM outbox WHERE id = $1").bind(id);
                query.execute(&mut *begun).await?;
            } else {
                let query = sqlx::query(&later).bind(pause(attempts, LONGEST_PAUSE)).bind(id);
                query.execute(&mut *begun).await?;
            }
            if failed {
                sqlx::query(&old).bind(webhook).bind(KEPT).execute(&mut *begun).await?;
            }
            begun.commit().await
        })
    }

    /// Gives back what was not told to its end: it is tried again at once, by whoever comes next.
    pub fn return_delivery(&self, delivery: &Delivery) -> Stored<()> {
        let (id, webhook) = (delivery.id.clone(), delivery.webhook.clone());
        self.db.wait(async {
            let mut begun = self.db.begin().await?;
            let sql = "UPDATE webhooks SET held = 0 WHERE id = $1 AND held = $2";
            let query = sqlx::query(sql).bind(webhook).bind(delivery.held);
            if query.execute(&mut *begun).await?.rows_affected() == 0 {
                return Ok(());
            }
            let sql = "UPDATE outbox SET attempts = attempts - 1 WHERE id = $1";
            sqlx::query(sql).bind(id).execute(&mut *begun).await?;
            begun.commit().await
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // If this fails, a receiver that is away for a night is never told, or is asked without end.
    #[test]
    fn pauses_grow_and_end() {
        assert_eq!([1, 2, 3].map(|n| pause(n, LONGEST_PAUSE)), [1000, 2000, 4000]);
        assert_eq!(pause(i64::MAX, LONGEST_PAUSE), LONGEST_PAUSE);
        assert_eq!(pause(13, LONGEST_SILENCE), LONGEST_SILENCE);
        let hours = (1..ATTEMPTS).map(|n| pause(n, LONGEST_PAUSE)).sum::<i64>() / HOUR;
        assert!((20..48).contains(&hours), "{hours} hours in all");
    }
}
