//! What is published: one plan for each calendar, and what it was before.

use super::audit::Note;
use super::rows::{COLUMNS, json_of, printed, run, text_of, time};
use super::{Action, Actor, Kind, Progress, Run, State, Store, StoreError, Stored};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;
use sqlx::{Any, Row, Transaction};
use utoipa::ToSchema;

/// The most publications of a calendar that are remembered.
const REMEMBERED: i64 = 1000;
/// The columns that make a publication.
const COLUMNS_OF: &str = "p.calendar, p.version, p.run, p.progress, p.actor, p.actor_name, \
    p.published_at, p.replaced_at";
const CURRENT: &str = "calendars c JOIN publications p \
    ON p.tenant = c.tenant AND p.calendar = c.id AND p.version = c.version";

/// What a calendar's field works by, or has worked by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Publication {
    pub calendar: String,
    /// 1, 2, 3, ... in each calendar.
    pub version: i64,
    /// The calendar's ETag while this holds: send it as `If-Match` to publish the next.
    pub etag: String,
    /// The run whose plan it is.
    pub run: String,
    pub published_at: String,
    pub published_by: Actor,
    /// Absent while it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced_at: Option<String>,
    /// The plan in figures.
    pub progress: Progress,
}

/// What the caller expects to be published as yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expect {
    Nothing,
    /// Anything, but not nothing.
    Any,
    /// One of these versions.
    Versions(Vec<i64>),
}

impl Expect {
    fn allows(&self, version: Option<i64>) -> bool {
        match (self, version) {
            (Expect::Nothing, None) | (Expect::Any, Some(_)) => true,
            (Expect::Versions(known), Some(version)) => known.contains(&version),
            _ => false,
        }
    }
}

/// A run that shall be the plan of its calendar.
pub struct Publish<'a> {
    pub tenant: &'a str,
    pub calendar: &'a str,
    pub run: &'a str,
    pub expect: &'a Expect,
    pub actor: &'a Actor,
    pub most: MostCalendars,
}

/// How many calendars there may be. What is published is kept, so that it must leave room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MostCalendars {
    pub of_tenant: i64,
    pub of_all: i64,
}

/// Why a plan was not published.
#[derive(Debug, PartialEq)]
pub enum Refusal {
    /// Something else is published by now than the caller expects.
    Changed(Option<Box<Publication>>),
    /// The tenant has no such run.
    NoRun,
    /// The run is for another calendar, or for none.
    Elsewhere(Option<String>),
    /// The run goes on.
    Open(State),
    /// The run has ended without a plan.
    NoPlan,
    /// The tenant, or all of them, have as many calendars as may be.
    TooMany(i64),
}

/// What a calendar has at the moment: its version and its run.
type Held = Option<(i64, String)>;

impl Store {
    /// Makes a run's plan the one of its calendar: wholly, or not at all where somebody else was
    /// quicker. The run that is published already stays so, and nothing changes.
    pub fn publish_plan(&self, wish: &Publish) -> Stored<Result<Publication, Refusal>> {
        self.db.wait(async {
            let mut begun = self.db.begin().await?;
            let held = self.held(&mut begun, wish).await?;
            if !wish.expect.allows(held.as_ref().map(|(version, _)| *version)) {
                return Ok(Err(changed(&mut begun, wish, held.as_ref()).await?));
            }
            let run = match self.candidate(&mut begun, wish).await? {
                Ok(run) => run,
                Err(refusal) => return Ok(Err(refusal)),
            };
            let Some(progress) = &run.progress else { return Ok(Err(Refusal::NoPlan)) };
            if let Some((version, published)) = &held
                && *published == run.id
            {
                let known = at_version(&mut begun, wish, *version).await?;
                return known.map(Ok).ok_or(sqlx::Error::RowNotFound);
            }
            if held.is_none()
                && let Some(many) = too_many(&mut begun, wish).await?
            {
                return Ok(Err(Refusal::TooMany(many)));
            }
            if !replace(&mut begun, wish, held.as_ref()).await? {
                // The first publication of two that came together: the other one was.
                let held = self.held(&mut begun, wish).await?;
                return Ok(Err(changed(&mut begun, wish, held.as_ref()).await?));
            }
            let version = held.as_ref().map_or(1, |(version, _)| version + 1);
            let before = match &held {
                Some((version, _)) => at_version(&mut begun, wish, *version).await?,
                None => None,
            };
            let published = self.write_down(&mut begun, wish, version, progress).await?;
            let note = Note {
                tenant: wish.tenant,
                actor: wish.actor,
                action: Action::CalendarPublished,
                subject: wish.calendar,
                before: before.map(|before| before.progress.plan_hash),
                after: Some(progress.plan_hash.clone()),
            };
            self.note(&mut begun, note).await?;
            begun.commit().await?;
            Ok(Ok(published))
        })
    }

    /// What is published, with its row held until the transaction ends.
    async fn held(
        &self,
        begun: &mut Transaction<'static, Any>,
        wish: &Publish<'_>,
    ) -> sqlx::Result<Held> {
        let sql =
            self.db.sql("SELECT version, run FROM calendars WHERE tenant = $1 AND id = $2 $LOCK");
        let query = sqlx::query(&sql).bind(wish.tenant.to_owned()).bind(wish.calendar.to_owned());
        let row = query.fetch_optional(&mut **begun).await?;
        row.map(|row| Ok((row.try_get("version")?, row.try_get("run")?))).transpose()
    }

    /// The run, if its plan can be the calendar's. It is held, so that it is not let go meanwhile.
    async fn candidate(
        &self,
        begun: &mut Transaction<'static, Any>,
        wish: &Publish<'_>,
    ) -> sqlx::Result<Result<Run, Refusal>> {
        let sql =
            self.db.sql(&format!("SELECT {COLUMNS} FROM runs WHERE id = $1 AND tenant = $2 $LOCK"));
        let query = sqlx::query(&sql).bind(wish.run.to_owned()).bind(wish.tenant.to_owned());
        let row = query.fetch_optional(&mut **begun).await?;
        let found = row.as_ref().map(run).transpose()?;
        let Some(found) = found.filter(|run| run.kind == Kind::Schedule) else {
            return Ok(Err(Refusal::NoRun));
        };
        Ok(match found.state {
            _ if found.calendar.as_deref() != Some(wish.calendar) => {
                Err(Refusal::Elsewhere(found.calendar))
            }
            State::Queued | State::Solving => Err(Refusal::Open(found.state)),
            State::Failed => Err(Refusal::NoPlan),
            State::Completed | State::Cancelled => Ok(found),
        })
    }

    /// The publication with all that goes with it.
    async fn write_down(
        &self,
        begun: &mut Transaction<'static, Any>,
        wish: &Publish<'_>,
        version: i64,
        progress: &Progress,
    ) -> sqlx::Result<Publication> {
        let (tenant, calendar) = (wish.tenant.to_owned(), wish.calendar.to_owned());
        let sql = self.db.sql(
            "UPDATE publications SET replaced_at = $NOW WHERE tenant = $1 AND calendar = $2 \
             AND replaced_at IS NULL",
        );
        let query = sqlx::query(&sql).bind(tenant.clone()).bind(calendar.clone());
        query.execute(&mut **begun).await?;
        let sql = self.db.sql(
            "INSERT INTO publications (tenant, calendar, version, run, progress, actor, \
                 actor_name, published_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $NOW)",
        );
        let query = sqlx::query(&sql).bind(tenant.clone()).bind(calendar.clone()).bind(version);
        let query = query.bind(wish.run.to_owned()).bind(text_of(progress));
        let query = query.bind(wish.actor.id.clone()).bind(wish.actor.name.clone());
        query.execute(&mut **begun).await?;
        let sql = "DELETE FROM publications WHERE tenant = $1 AND calendar = $2 AND version <= $3";
        let query = sqlx::query(sql).bind(tenant).bind(calendar).bind(version - REMEMBERED);
        query.execute(&mut **begun).await?;
        at_version(begun, wish, version).await?.ok_or(sqlx::Error::RowNotFound)
    }

    /// What is published in a calendar.
    pub fn calendar(&self, tenant: &str, id: &str) -> Stored<Option<Publication>> {
        let sql = format!("SELECT {COLUMNS_OF} FROM {CURRENT} WHERE c.tenant = $1 AND c.id = $2");
        let query = sqlx::query(&sql).bind(tenant.to_owned()).bind(id.to_owned());
        self.db.wait(async {
            let row = query.fetch_optional(self.db.pool()).await?;
            row.as_ref().map(publication).transpose()
        })
    }

    /// The calendars in which something is published, by id.
    pub fn calendars(
        &self,
        tenant: &str,
        after: Option<&str>,
        most: u32,
    ) -> Stored<Vec<Publication>> {
        let sql = format!(
            "SELECT {COLUMNS_OF} FROM {CURRENT} WHERE c.tenant = $1 AND c.id > $2 \
             ORDER BY c.id LIMIT $3"
        );
        // No id is the empty text.
        let after = after.unwrap_or("").to_owned();
        let query = sqlx::query(&sql).bind(tenant.to_owned()).bind(after).bind(i64::from(most));
        self.db.wait(async {
            let rows = query.fetch_all(self.db.pool()).await?;
            rows.iter().map(publication).collect()
        })
    }

    /// What was published in a calendar before this version, the newest first.
    pub fn history(
        &self,
        tenant: &str,
        id: &str,
        before: Option<i64>,
        most: u32,
    ) -> Stored<Vec<Publication>> {
        let sql = format!(
            "SELECT {COLUMNS_OF} FROM publications p WHERE p.tenant = $1 AND p.calendar = $2 \
             AND p.version < $3 ORDER BY p.version DESC LIMIT $4"
        );
        let query = sqlx::query(&sql).bind(tenant.to_owned()).bind(id.to_owned());
        let query = query.bind(before.unwrap_or(i64::MAX)).bind(i64::from(most));
        self.db.wait(async {
            let rows = query.fetch_all(self.db.pool()).await?;
            rows.iter().map(publication).collect()
        })
    }

    /// What is published in a calendar, with the plan, as they belong together.
    pub fn published(&self, tenant: &str, id: &str) -> Stored<Option<(Publication, Bytes)>> {
        let sql = format!(
            "SELECT {COLUMNS_OF}, o.body FROM {CURRENT} JOIN outputs o ON o.run = c.run \
             WHERE c.tenant = $1 AND c.id = $2"
        );
        let query = sqlx::query(&sql).bind(tenant.to_owned()).bind(id.to_owned());
        let found = self.db.wait(async {
            let Some(row) = query.fetch_optional(self.db.pool()).await? else { return Ok(None) };
            Ok(Some((publication(&row)?, row.try_get::<Vec<u8>, _>("body")?)))
        })?;
        let Some((published, body)) = found else { return Ok(None) };
        let body = super::read::whole(&published.run, Some(body))?;
        let body = body.ok_or_else(|| StoreError::Damaged(published.run.clone()))?;
        Ok(Some((published, body)))
    }
}

/// How many calendars there are where no more may be.
async fn too_many(
    begun: &mut Transaction<'static, Any>,
    wish: &Publish<'_>,
) -> sqlx::Result<Option<i64>> {
    let sql = "SELECT COUNT(*) AS of_all, \
        COALESCE(CAST(SUM(CASE WHEN tenant = $1 THEN 1 ELSE 0 END) AS BIGINT), 0) AS of_tenant \
        FROM calendars";
    let row = sqlx::query(sql).bind(wish.tenant.to_owned()).fetch_one(&mut **begun).await?;
    let (all, own): (i64, i64) = (row.try_get("of_all")?, row.try_get("of_tenant")?);
    Ok((own >= wish.most.of_tenant || all >= wish.most.of_all).then_some(own))
}

/// Puts the run in the calendar's place; `false` where a first one has come in between.
async fn replace(
    begun: &mut Transaction<'static, Any>,
    wish: &Publish<'_>,
    held: Option<&(i64, String)>,
) -> sqlx::Result<bool> {
    let sql = match held {
        None => {
            "INSERT INTO calendars (tenant, id, run, version) VALUES ($1, $2, $3, 1) \
             ON CONFLICT (tenant, id) DO NOTHING"
        }
        Some(_) => {
            "UPDATE calendars SET version = version + 1, run = $3 WHERE tenant = $1 AND id = $2"
        }
    };
    let query = sqlx::query(sql).bind(wish.tenant.to_owned()).bind(wish.calendar.to_owned());
    if query.bind(wish.run.to_owned()).execute(&mut **begun).await?.rows_affected() == 0 {
        return Ok(false);
    }
    let before = held.map(|(_, run)| (run.as_str(), "SUPERSEDED"));
    for (run, publication) in before.into_iter().chain([(wish.run, "PUBLISHED")]) {
        let sql = "UPDATE runs SET publication = $1, version = version + 1 WHERE id = $2";
        let query = sqlx::query(sql).bind(publication).bind(run.to_owned());
        query.execute(&mut **begun).await?;
    }
    Ok(true)
}

async fn changed(
    begun: &mut Transaction<'static, Any>,
    wish: &Publish<'_>,
    held: Option<&(i64, String)>,
) -> sqlx::Result<Refusal> {
    let Some((version, _)) = held else { return Ok(Refusal::Changed(None)) };
    Ok(Refusal::Changed(at_version(begun, wish, *version).await?.map(Box::new)))
}

async fn at_version(
    begun: &mut Transaction<'static, Any>,
    wish: &Publish<'_>,
    version: i64,
) -> sqlx::Result<Option<Publication>> {
    let sql = format!(
        "SELECT {COLUMNS_OF} FROM publications p WHERE p.tenant = $1 AND p.calendar = $2 \
         AND p.version = $3"
    );
    let query = sqlx::query(&sql).bind(wish.tenant.to_owned()).bind(wish.calendar.to_owned());
    let row = query.bind(version).fetch_optional(&mut **begun).await?;
    row.as_ref().map(publication).transpose()
}

/// Reads the columns of [`COLUMNS_OF`].
fn publication(row: &AnyRow) -> sqlx::Result<Publication> {
    let version: i64 = row.try_get("version")?;
    Ok(Publication {
        calendar: row.try_get("calendar")?,
        version,
        etag: format!("\"c{version}\""),
        run: row.try_get("run")?,
        published_at: printed(row.try_get("published_at")?),
        published_by: Actor { id: row.try_get("actor")?, name: row.try_get("actor_name")? },
        replaced_at: time(row, "replaced_at")?,
        progress: json_of(row, "progress")?.ok_or(sqlx::Error::RowNotFound)?,
    })
}
