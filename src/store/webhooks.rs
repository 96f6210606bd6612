//! Who is told what happens.

use super::audit::Note;
use super::rows::printed;
use super::{Action, Actor, Store, Stored};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::any::AnyRow;
use utoipa::ToSchema;

/// The most webhooks of a tenant.
pub const WEBHOOKS: i64 = 20;

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
    pub(super) fn of(action: Action) -> Option<EventKind> {
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
}

pub(super) fn events(row: &AnyRow) -> sqlx::Result<Vec<EventKind>> {
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
