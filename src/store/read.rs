//! What can be asked at any moment.

use super::rows::{COLUMNS, run};
use super::{Kind, Run, State, Store, StoreError, Stored};
use bytes::Bytes;
use sqlx::Row;
use sqlx::any::AnyRow;

/// Which runs a list shows.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub state: Option<State>,
    pub tag: Option<String>,
    pub calendar: Option<String>,
    /// Only runs older than this one.
    pub before: Option<String>,
    pub most: u32,
}

/// The runs of a state in figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figures {
    pub runs: i64,
    /// From start to end, of those that have ended.
    pub mean_millis: i64,
}

impl Store {
    async fn one(&self, sql: &str, id: &str) -> sqlx::Result<Option<AnyRow>> {
        sqlx::query(sql).bind(id.to_owned()).fetch_optional(self.db.pool()).await
    }

    pub fn run(&self, id: &str) -> Stored<Option<Run>> {
        let sql = format!("SELECT {COLUMNS} FROM runs WHERE id = $1");
        self.db.wait(async { self.one(&sql, id).await?.as_ref().map(run).transpose() })
    }

    /// The run with what it has made, as they belong together.
    pub fn snapshot(&self, id: &str) -> Stored<Option<(Run, Option<Bytes>)>> {
        let sql = format!(
            "SELECT {COLUMNS}, body FROM runs LEFT JOIN outputs ON outputs.run = runs.id \
             WHERE id = $1"
        );
        let found = self.db.wait(async {
            let Some(row) = self.one(&sql, id).await? else { return Ok(None) };
            Ok(Some((run(&row)?, row.try_get::<Option<Vec<u8>>, _>("body")?)))
        })?;
        let Some((run, body)) = found else { return Ok(None) };
        Ok(Some((run, whole(id, body)?)))
    }

    pub fn input(&self, id: &str) -> Stored<Option<Bytes>> {
        Ok(self.body("SELECT body FROM inputs WHERE run = $1", id)?.map(Bytes::from))
    }

    pub fn output(&self, id: &str) -> Stored<Option<Bytes>> {
        whole(id, self.body("SELECT body FROM outputs WHERE run = $1", id)?)
    }

    fn body(&self, sql: &str, id: &str) -> Stored<Option<Vec<u8>>> {
        self.db.wait(async {
            let row = self.one(sql, id).await?;
            row.map(|row| row.try_get("body")).transpose()
        })
    }

    /// The newest runs of a kind that are wanted, newest first: ids begin with the time.
    pub fn list(&self, kind: Kind, tenant: &str, wanted: &Wanted) -> Stored<Vec<Run>> {
        let mut sql = format!("SELECT {COLUMNS} FROM runs WHERE kind = $1 AND tenant = $2");
        let mut values = vec![kind.name().to_owned(), tenant.to_owned()];
        for (condition, value) in [
            ("state = $", wanted.state.map(|state| state.name().to_owned())),
            ("calendar = $", wanted.calendar.clone()),
            ("id IN (SELECT run FROM tags WHERE tag = $", wanted.tag.clone()),
            ("id < $", wanted.before.clone()),
        ] {
            let Some(value) = value else { continue };
            values.push(value);
            let end = if condition.contains('(') { ")" } else { "" };
            sql.push_str(&format!(" AND {condition}{}{end}", values.len()));
        }
        sql.push_str(&format!(" ORDER BY id DESC LIMIT ${}", values.len() + 1));
        let query = values.into_iter().fold(sqlx::query(&sql), |query, value| query.bind(value));
        let query = query.bind(i64::from(wanted.most));
        self.db.wait(async {
            let rows = query.fetch_all(self.db.pool()).await?;
            rows.iter().map(run).collect()
        })
    }

    /// Which of the runs have another version by now: ids with versions in, ids out.
    pub fn changed(&self, known: &[(String, i64)]) -> Stored<Vec<String>> {
        /// Bound values of one query, well below what a database takes.
        const AT_ONCE: usize = 200;
        let mut changed = Vec::new();
        for part in known.chunks(AT_ONCE) {
            let places: Vec<String> = (1..=part.len()).map(|n| format!("${n}")).collect();
            let places = places.join(", ");
            let sql = format!("SELECT id, version FROM runs WHERE id IN ({places})");
            let ids = part.iter().map(|(id, _)| id.clone());
            let query = ids.fold(sqlx::query(&sql), |query, id| query.bind(id));
            let rows = self.db.wait(query.fetch_all(self.db.pool()))?;
            let found = |row: &AnyRow| Ok((row.try_get("id")?, row.try_get("version")?));
            let found: sqlx::Result<Vec<(String, i64)>> = rows.iter().map(found).collect();
            let found = self.db.wait(async { found })?;
            let same = |entry: &(String, i64)| found.contains(entry);
            changed.extend(part.iter().filter(|entry| !same(entry)).map(|(id, _)| id.clone()));
        }
        Ok(changed)
    }

    /// All runs in figures, by state.
    pub fn figures(&self) -> Stored<Vec<(State, Figures)>> {
        let sql = "SELECT state, COUNT(*) AS number, \
            CAST(COALESCE(AVG(completed_at - started_at), 0) AS BIGINT) AS mean \
            FROM runs GROUP BY state ORDER BY state";
        self.db.wait(async {
            let rows = sqlx::query(sql).fetch_all(self.db.pool()).await?;
            let read = |row: &AnyRow| {
                let state: String = row.try_get("state")?;
                let figures =
                    Figures { runs: row.try_get("number")?, mean_millis: row.try_get("mean")? };
                Ok(State::read(&state).map(|state| (state, figures)))
            };
            rows.iter().filter_map(|row| read(row).transpose()).collect()
        })
    }

    /// Runs that wait, and runs that have not ended.
    pub fn load(&self) -> Stored<(usize, usize)> {
        let sql = "SELECT state, COUNT(*) AS number FROM runs \
            WHERE state IN ('QUEUED', 'SOLVING') GROUP BY state";
        self.db.wait(async {
            let (mut queued, mut open) = (0, 0);
            for row in sqlx::query(sql).fetch_all(self.db.pool()).await? {
                let number = usize::try_from(row.try_get::<i64, _>("number")?).unwrap_or(0);
                open += number;
                if row.try_get::<String, _>("state")? == State::Queued.name() {
                    queued += number;
                }
            }
            Ok((queued, open))
        })
    }
}

/// Answers carry an output as it is: half a text from elsewhere would tear them.
pub(super) fn whole(id: &str, body: Option<Vec<u8>>) -> Stored<Option<Bytes>> {
    let text = body.as_deref().unwrap_or(b"{}").trim_ascii();
    match text.starts_with(b"{") && text.ends_with(b"}") {
        true => Ok(body.map(Bytes::from)),
        false => Err(StoreError::Damaged(format!("{id}: its output is damaged"))),
    }
}
