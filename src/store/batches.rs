//! Many runs sent together: all of them are taken in, or none.

use super::write::known;
use super::{Actor, Entry, Keep, Repeat, Run, State, Store, StoreError, Stored, Taken};
use crate::wire::text::print_instant;
use sqlx::Row;

/// Runs that come in together.
pub struct Batch<'a> {
    pub id: &'a str,
    pub name: Option<&'a str>,
    pub tenant: &'a str,
    pub actor: &'a Actor,
    pub repeat: Option<Repeat<'a>>,
}

/// A batch as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchSeen {
    pub name: Option<String>,
    pub tenant: String,
    pub submitted_at: String,
    /// How many of its runs are in each state.
    pub states: Vec<(State, i64)>,
}

impl Store {
    pub fn create_batch(&self, batch: &Batch, runs: &[(Run, &[u8])], keep: Keep) -> Stored<Taken> {
        let first = self
            .db
            .sql("INSERT INTO batches (id, tenant, name, submitted_at) VALUES ($1, $2, $3, $NOW)");
        self.db.wait(async {
            let mut begun = self.db.begin().await?;
            let (tenant, actor, id) = (batch.tenant, batch.actor, batch.id);
            if let Some(before) = known(&mut begun, tenant, batch.repeat.as_ref(), id).await? {
                return Ok(Ok(before));
            }
            let query = sqlx::query(&first).bind(id.to_owned()).bind(tenant.to_owned());
            query.bind(batch.name.map(str::to_owned)).execute(&mut *begun).await?;
            for (place, (run, input)) in (0_i64..).zip(runs) {
                if let Err(full) = self.make_room(&mut begun, keep, input.len() as u64).await? {
                    return Ok(Err(full));
                }
                let entry = Entry { run, tenant, actor, patched: None, input, repeat: None };
                if !self.insert(&mut begun, &entry, i64::from(keep.queue)).await? {
                    return Ok(Err(StoreError::QueueFull));
                }
                let sql = "INSERT INTO members (batch, place, run) VALUES ($1, $2, $3)";
                let query = sqlx::query(sql).bind(id.to_owned()).bind(place).bind(run.id.clone());
                query.execute(&mut *begun).await?;
            }
            begun.commit().await?;
            Ok(Ok(Taken::New))
        })?
    }

    pub fn batch(&self, id: &str) -> Stored<Option<BatchSeen>> {
        self.db.wait(async {
            let sql = "SELECT tenant, name, submitted_at FROM batches WHERE id = $1";
            let query = sqlx::query(sql).bind(id.to_owned());
            let Some(row) = query.fetch_optional(self.db.pool()).await? else { return Ok(None) };
            let sql = "SELECT state, COUNT(*) AS number FROM members \
                JOIN runs ON runs.id = members.run WHERE batch = $1 GROUP BY state ORDER BY state";
            let query = sqlx::query(sql).bind(id.to_owned());
            let mut states = Vec::new();
            for row in query.fetch_all(self.db.pool()).await? {
                let state: String = row.try_get("state")?;
                let number = row.try_get("number")?;
                states.extend(State::read(&state).map(|state| (state, number)));
            }
            Ok(Some(BatchSeen {
                name: row.try_get("name")?,
                tenant: row.try_get("tenant")?,
                submitted_at: print_instant(row.try_get("submitted_at")?, chrono_tz::UTC),
                states,
            }))
        })
    }

    /// The runs of a batch in the order they were sent.
    pub fn batch_runs(&self, id: &str) -> Stored<Vec<String>> {
        let sql = "SELECT run FROM members WHERE batch = $1 ORDER BY place";
        let query = sqlx::query(sql).bind(id.to_owned());
        self.db.wait(async {
            let rows = query.fetch_all(self.db.pool()).await?;
            rows.iter().map(|row| row.try_get("run")).collect()
        })
    }
}
