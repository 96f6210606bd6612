//! Who has changed what: a row for each change, written in its transaction.

use super::rows::{json_of, printed};
use super::{Actor, Progress, State, Store, Stored};
use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;
use sqlx::{Any, Row, Transaction};
use utoipa::ToSchema;

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum Action {
    /// A request was taken in.
    #[serde(rename = "run.created")]
    RunCreated,
    /// Another run's request was patched and taken in.
    #[serde(rename = "run.revised")]
    RunRevised,
    /// It was told to end and keep its best.
    #[serde(rename = "run.stopped")]
    RunStopped,
    #[serde(rename = "run.completed")]
    RunCompleted,
    #[serde(rename = "run.cancelled")]
    RunCancelled,
    #[serde(rename = "run.failed")]
    RunFailed,
    /// It was let go to make room.
    #[serde(rename = "run.deleted")]
    RunDeleted,
    #[serde(rename = "calendar.published")]
    CalendarPublished,
    #[serde(rename = "key.made")]
    KeyMade,
    #[serde(rename = "key.revoked")]
    KeyRevoked,
    #[serde(rename = "webhook.made")]
    WebhookMade,
    #[serde(rename = "webhook.removed")]
    WebhookRemoved,
}

impl Action {
    const ALL: [Action; 12] = [
        Action::RunCreated,
        Action::RunRevised,
        Action::RunStopped,
        Action::RunCompleted,
        Action::RunCancelled,
        Action::RunFailed,
        Action::RunDeleted,
        Action::CalendarPublished,
        Action::KeyMade,
        Action::KeyRevoked,
        Action::WebhookMade,
        Action::WebhookRemoved,
    ];

    /// As it is written in the API and in the table.
    pub fn name(self) -> &'static str {
        match self {
            Action::RunCreated => "run.created",
            Action::RunRevised => "run.revised",
            Action::RunStopped => "run.stopped",
            Action::RunCompleted => "run.completed",
            Action::RunCancelled => "run.cancelled",
            Action::RunFailed => "run.failed",
            Action::RunDeleted => "run.deleted",
            Action::CalendarPublished => "calendar.published",
            Action::KeyMade => "key.made",
            Action::KeyRevoked => "key.revoked",
            Action::WebhookMade => "webhook.made",
            Action::WebhookRemoved => "webhook.removed",
        }
    }

    fn read(name: &str) -> Option<Action> {
        Action::ALL.into_iter().find(|action| action.name() == name)
    }

    /// A run's end; of a run that goes on, that it was told to end.
    pub fn of_state(state: State) -> Action {
        match state {
            State::Completed => Action::RunCompleted,
            State::Cancelled => Action::RunCancelled,
            State::Failed => Action::RunFailed,
            State::Queued | State::Solving => Action::RunStopped,
        }
    }
}

/// A change, for the audit.
pub struct Note<'a> {
    pub tenant: &'a str,
    pub actor: &'a Actor,
    pub action: Action,
    pub subject: &'a str,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Noted {
    pub id: String,
    pub at: String,
    pub actor: Actor,
    pub action: Action,
    /// The id of the run, the calendar, the key or the webhook.
    pub subject: String,
    /// The hash of what was there before: of a run or a calendar its plan's, of a key that of what
    /// it may do, of a webhook its address's, of a revision that of the request that was patched.
    /// Null where there was nothing.
    pub before: Option<String>,
    /// The same of what is there now; of a new run the SHA-256 of what was sent.
    pub after: Option<String>,
}

/// Which changes a list shows.
#[derive(Clone, Debug, Default)]
pub struct Sought {
    pub actor: Option<String>,
    pub action: Option<Action>,
    pub subject: Option<String>,
    /// Milliseconds since 1970, both included.
    pub since: Option<i64>,
    pub until: Option<i64>,
    /// Only changes older than this one.
    pub before: Option<String>,
    pub most: u32,
}

impl Store {
    /// Notes a change with it, and whom it is to be told.
    pub(super) async fn note(
        &self,
        begun: &mut Transaction<'static, Any>,
        note: Note<'_>,
    ) -> sqlx::Result<()> {
        self.announce(begun, &note).await?;
        let sql = self.db.sql(
            "INSERT INTO audit (id, tenant, at, actor, actor_name, action, subject, \
                 hash_before, hash_after) VALUES ($1, $2, $NOW, $3, $4, $5, $6, $7, $8)",
        );
        let id = format!("aud_{}", uuid::Uuid::now_v7().simple());
        let query = sqlx::query(&sql).bind(id).bind(note.tenant.to_owned());
        let query = query.bind(note.actor.id.clone()).bind(note.actor.name.clone());
        let query = query.bind(note.action.name()).bind(note.subject.to_owned());
        query.bind(note.before).bind(note.after).execute(&mut **begun).await.map(|_| ())
    }

    /// Notes that a run has ended, or was told to: from the columns id, tenant, state and progress
    /// after the change.
    pub(super) async fn note_end(
        &self,
        begun: &mut Transaction<'static, Any>,
        row: &AnyRow,
        actor: &Actor,
        before: Option<String>,
    ) -> sqlx::Result<()> {
        let (tenant, id): (String, String) = (row.try_get("tenant")?, row.try_get("id")?);
        let state: String = row.try_get("state")?;
        let action = Action::of_state(State::read(&state).unwrap_or(State::Queued));
        let (tenant, subject, after) = (tenant.as_str(), id.as_str(), plan_hash(row)?);
        self.note(begun, Note { tenant, actor, action, subject, before, after }).await
    }

    /// The newest changes of a tenant that are sought, newest first.
    pub fn audit(&self, tenant: &str, sought: &Sought) -> Stored<Vec<Noted>> {
        let mut sql = "SELECT id, at, actor, actor_name, action, subject, hash_before, \
            hash_after FROM audit WHERE tenant = $1"
            .to_owned();
        let texts = [
            ("actor =", sought.actor.clone()),
            ("action =", sought.action.map(|action| action.name().to_owned())),
            ("subject =", sought.subject.clone()),
            ("id <", sought.before.clone()),
        ];
        let texts: Vec<_> = texts.into_iter().filter_map(|(c, v)| Some((c, v?))).collect();
        let times = [("at >=", sought.since), ("at <=", sought.until)];
        let times: Vec<_> = times.into_iter().filter_map(|(c, v)| Some((c, v?))).collect();
        let conditions = texts.iter().map(|(c, _)| *c).chain(times.iter().map(|(c, _)| *c));
        for (place, condition) in (2..).zip(conditions) {
            sql.push_str(&format!(" AND {condition} ${place}"));
        }
        let last = texts.len() + times.len() + 2;
        sql.push_str(&format!(" ORDER BY id DESC LIMIT ${last}"));
        let query = sqlx::query(&sql).bind(tenant.to_owned());
        let query = texts.into_iter().fold(query, |query, (_, value)| query.bind(value));
        let query = times.into_iter().fold(query, |query, (_, value)| query.bind(value));
        let query = query.bind(i64::from(sought.most));
        self.db.wait(async {
            let rows = query.fetch_all(self.db.pool()).await?;
            rows.iter().filter_map(|row| change(row).transpose()).collect()
        })
    }

    /// Forgets all but the newest changes of each tenant.
    pub fn trim_audit(&self, keep: u32) -> Stored<()> {
        let sql = "DELETE FROM audit WHERE tenant = $1 AND id < \
            (SELECT id FROM audit WHERE tenant = $1 ORDER BY id DESC LIMIT 1 OFFSET $2)";
        self.db.wait(async {
            // Keys are never removed, and who needs none is of no tenant.
            let rows = sqlx::query("SELECT DISTINCT tenant FROM keys WHERE tenant <> ''");
            let rows = rows.fetch_all(self.db.pool()).await?;
            let known: sqlx::Result<Vec<String>> =
                rows.iter().map(|row| row.try_get("tenant")).collect();
            for tenant in known?.into_iter().chain([String::new()]) {
                let query = sqlx::query(sql).bind(tenant).bind(i64::from(keep.max(1)) - 1);
                query.execute(self.db.pool()).await?;
            }
            Ok(())
        })
    }
}

/// The hash of the best plan in the column progress.
pub fn plan_hash(row: &AnyRow) -> sqlx::Result<Option<String>> {
    Ok(json_of::<Progress>(row, "progress")?.map(|progress| progress.plan_hash))
}

/// A row; nothing where a newer program has done what this one does not know.
fn change(row: &AnyRow) -> sqlx::Result<Option<Noted>> {
    let action: String = row.try_get("action")?;
    let Some(action) = Action::read(&action) else { return Ok(None) };
    Ok(Some(Noted {
        id: row.try_get("id")?,
        at: printed(row.try_get("at")?),
        actor: Actor { id: row.try_get("actor")?, name: row.try_get("actor_name")? },
        action,
        subject: row.try_get("subject")?,
        before: row.try_get("hash_before")?,
        after: row.try_get("hash_after")?,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    // If this fails, the API names an action otherwise than the table does.
    #[test]
    fn actions_have_one_name() {
        for action in Action::ALL {
            assert_eq!(serde_json::to_value(action).unwrap(), action.name());
            assert_eq!(Action::read(action.name()), Some(action));
        }
    }
}
