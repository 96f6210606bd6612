//! Who is told what happens, and what is still to be told.
//!
//! What is to be told is written in the transaction of the change, and goes when it was told: a
//! power cut between the two tells it once more, with the same id, and never not at all.

use super::audit::Note;
use super::rows::printed;
use super::{Action, Actor, Store, Stored};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;
use sqlx::{Any, Row, Transaction};
use std::time::Duration;
use utoipa::ToSchema;

/// The most webhooks of a tenant.
pub const WEBHOOKS: i64 = 20;
/// The most that one webhook has still to be told; what comes then is not told.
const WAITING: i64 = 10_000;
/// How often something is told in vain before it is let go: over the pauses below, most of two
/// days.
const ATTEMPTS: i64 = 20;
/// The first pause; each is twice as long as the one before, up to the longest.
const FIRST_PAUSE: i64 = 1000;
const LONGEST_PAUSE: i64 = 4 * 3600 * 1000;

/// What a webhook can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum EventKind {
    #[serde(rename = "run.completed")]
    RunCompleted,
    #[serde(rename = "run.failed")]
    RunFailed,
    #[serde(rename = "calendar.published")]
    CalendarPublished,
}

impl EventKind {
    fn of(action: Action) -> Option<EventKind> {
        match action {
            Action::RunCompleted => Some(EventKind::RunCompleted),
            Action::RunFailed => Some(EventKind::RunFailed),
            Action::CalendarPublished => Some(EventKind::CalendarPublished),
            _ => None,
        }
    }
}

/// A webhook without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Webhook {
    pub id: String,
    pub url: String,
    pub events: Vec<EventKind>,
    pub made_at: String,
    /// What it has still to be told.
    pub waiting: i64,
    /// How the last attempt ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
}

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
}

/// The pause after so many attempts in vain.
fn pause(attempts: i64) -> i64 {
    let doubled = FIRST_PAUSE << attempts.clamp(1, 30).saturating_sub(1);
    doubled.min(LONGEST_PAUSE)
}

impl Store {
    /// Makes a webhook: itself and the secret that is shown this once. Nothing where the tenant has
    /// as many as may be.
    pub fn make_webhook(
        &self,
        tenant: &str,
        url: &str,
        events: &[EventKind],
        actor: &Actor,
    ) -> Stored<Option<(Webhook, String)>> {
        // Two random identifiers of 122 random bits each, from the system's own source.
        let random = [uuid::Uuid::new_v4(), uuid::Uuid::new_v4()];
        let bytes: Vec<u8> = random.iter().flat_map(|id| *id.as_bytes()).collect();
        let secret = format!("whsec_{}", BASE64_STANDARD.encode(bytes));
        let id = format!("whk_{}", uuid::Uuid::now_v7().simple());
        let sql = self.db.sql(
            "INSERT INTO webhooks (id, tenant, url, events, secret, made_at) \
             SELECT $1, $2, $3, $4, $5, $NOW \
             WHERE (SELECT COUNT(*) FROM webhooks WHERE tenant = $2) < $6",
        );
        // A list of words can always be written.
        let listed = serde_json::to_string(events).expect("words are JSON");
        let query = sqlx::query(&sql).bind(id.clone()).bind(tenant.to_owned());
        let query = query.bind(url.to_owned()).bind(listed).bind(secret.clone()).bind(WEBHOOKS);
        let (action, after) = (Action::WebhookMade, Some(super::keys::hash(url)));
        let note = Note { tenant, actor, action, subject: &id, before: None, after };
        let made = self.db.wait(async {
            let mut begun = self.db.begin().await?;
            if query.execute(&mut *begun).await?.rows_affected() == 0 {
                return Ok(false);
            }
            self.note(&mut begun, note).await?;
            begun.commit().await?;
            Ok(true)
        })?;
        if !made {
            return Ok(None);
        }
        let made = self.webhooks(tenant)?.into_iter().find(|known| known.id == id);
        Ok(made.map(|made| (made, secret)))
    }

    /// The webhooks of a tenant, the oldest first.
    pub fn webhooks(&self, tenant: &str) -> Stored<Vec<Webhook>> {
        let sql = "SELECT id, url, events, made_at, said, \
                (SELECT COUNT(*) FROM outbox o WHERE o.webhook = webhooks.id) AS waiting \
            FROM webhooks WHERE tenant = $1 ORDER BY id";
        let query = sqlx::query(sql).bind(tenant.to_owned());
        self.db.wait(async {
            let rows = query.fetch_all(self.db.pool()).await?;
            rows.iter().map(webhook).collect()
        })
    }

    /// Removes a webhook with all that it has still to be told; `false` where there is none.
    pub fn remove_webhook(&self, tenant: &str, id: &str, actor: &Actor) -> Stored<bool> {
        let sql = "DELETE FROM webhooks WHERE id = $1 AND tenant = $2 RETURNING url";
        let query = sqlx::query(sql).bind(id.to_owned()).bind(tenant.to_owned());
        self.db.wait(async {
            let mut begun = self.db.begin().await?;
            let Some(row) = query.fetch_optional(&mut *begun).await? else { return Ok(false) };
            let query = sqlx::query("DELETE FROM outbox WHERE webhook = $1").bind(id.to_owned());
            query.execute(&mut *begun).await?;
            let before = Some(super::keys::hash(&row.try_get::<String, _>("url")?));
            let action = Action::WebhookRemoved;
            let note = Note { tenant, actor, action, subject: id, before, after: None };
            self.note(&mut begun, note).await?;
            begun.commit().await?;
            Ok(true)
        })
    }

    /// Writes down whom a change is to be told.
    pub(super) async fn announce(
        &self,
        begun: &mut Transaction<'static, Any>,
        note: &Note<'_>,
    ) -> sqlx::Result<()> {
        let Some(event) = EventKind::of(note.action) else { return Ok(()) };
        let sql = "SELECT id, events FROM webhooks WHERE tenant = $1 ORDER BY id";
        let known = sqlx::query(sql).bind(note.tenant.to_owned());
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

    /// What is to be told next. For so long nobody else takes it.
    pub fn due_delivery(&self, lease: Duration) -> Stored<Option<Delivery>> {
        let idle = self.db.sql("SELECT id FROM outbox WHERE due <= $NOW LIMIT 1");
        let take = self.db.sql(
            "UPDATE outbox SET due = $NOW + $1, attempts = attempts + 1 WHERE id = \
                 (SELECT r.id FROM outbox r WHERE r.due <= $NOW \
                 ORDER BY r.due, r.id LIMIT 1 $SKIP) \
             RETURNING id, webhook, event, subject, hash, made_at, attempts",
        );
        let lease = i64::try_from(lease.as_millis()).unwrap_or(i64::MAX);
        self.db.wait(async {
            // Looked up without a lock: most of the time nothing is.
            if sqlx::query(&idle).fetch_optional(self.db.pool()).await?.is_none() {
                return Ok(None);
            }
            let mut begun = self.db.begin().await?;
            let taken = sqlx::query(&take).bind(lease).fetch_optional(&mut *begun).await?;
            let Some(row) = taken else { return Ok(None) };
            let webhook: String = row.try_get("webhook")?;
            let sql = "SELECT url, secret FROM webhooks WHERE id = $1";
            let whom = sqlx::query(sql).bind(webhook.clone());
            let whom = whom.fetch_optional(&mut *begun).await?;
            let Some(whom) = whom else {
                // It was removed while this was written.
                let sql = "DELETE FROM outbox WHERE webhook = $1";
                sqlx::query(sql).bind(webhook).execute(&mut *begun).await?;
                begun.commit().await?;
                return Ok(None);
            };
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
            }))
        })
    }

    /// Notes how an attempt has ended. After one in vain all else for the same webhook waits too.
    pub fn note_delivery(&self, delivery: &Delivery, told: &Result<(), String>) -> Stored<()> {
        let gone = told.is_ok() || delivery.attempts >= ATTEMPTS;
        let said = told.as_ref().map_or_else(Clone::clone, |()| "told".to_owned());
        let later = self.db.sql(
            "UPDATE outbox SET due = $NOW + $1 WHERE id = $2 OR (webhook = $3 AND due < $NOW + $1)",
        );
        let (id, webhook) = (delivery.id.clone(), delivery.webhook.clone());
        self.db.wait(async {
            let mut begun = self.db.begin().await?;
            let sql = "UPDATE webhooks SET said = $1 WHERE id = $2";
            let query = sqlx::query(sql).bind(said).bind(webhook.clone());
            query.execute(&mut *begun).await?;
            if gone {
                let query = sqlx::query("DELETE FROM outbox WHERE id = $1").bind(id.clone());
                query.execute(&mut *begun).await?;
            }
            if told.is_err() {
                let query = sqlx::query(&later).bind(pause(delivery.attempts));
                query.bind(id).bind(webhook).execute(&mut *begun).await?;
            }
            begun.commit().await
        })
    }
}

fn events(row: &AnyRow) -> sqlx::Result<Vec<EventKind>> {
    let text: String = row.try_get("events")?;
    // What a newer program tells besides is not told by this one.
    let all: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap_or_default();
    Ok(all.into_iter().filter_map(|one| serde_json::from_value(one).ok()).collect())
}

fn webhook(row: &AnyRow) -> sqlx::Result<Webhook> {
    Ok(Webhook {
        id: row.try_get("id")?,
        url: row.try_get("url")?,
        events: events(row)?,
        made_at: printed(row.try_get("made_at")?),
        waiting: row.try_get("waiting")?,
        said: row.try_get("said")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    // If this fails, a receiver that is away for a night is never told, or is asked without end.
    #[test]
    fn pauses_grow_and_end() {
        assert_eq!([1, 2, 3].map(pause), [1000, 2000, 4000]);
        assert_eq!(pause(i64::MAX), LONGEST_PAUSE);
        let hours = (1..ATTEMPTS).map(pause).sum::<i64>() / 3_600_000;
        assert!((20..48).contains(&hours), "{hours} hours in all");
    }
}
