//! What changes a run from outside, and what its worker makes of it.

use super::audit::{Note, plan_hash};
use super::rows::text_of;
use super::{Action, Actor, Failure, Keep, Progress, Run, State, Store, StoreError, Stored};
use crate::intake::canonical::hex;
use sha2::{Digest, Sha256};
use sqlx::{Any, Executor, Row, Transaction};

/// A run that comes in.
pub struct Entry<'a> {
    pub run: &'a Run,
    pub tenant: &'a str,
    pub actor: &'a Actor,
    /// Of a revision the hash of the request that was patched.
    pub patched: Option<&'a str>,
    pub input: &'a [u8],
    pub repeat: Option<Repeat<'a>>,
}

/// What a caller says so that the same request sent twice is one run.
pub struct Repeat<'a> {
    pub word: &'a str,
    /// Of what was sent, and where to.
    pub hash: &'a str,
}

/// What became of a run that came in.
#[derive(Debug, PartialEq, Eq)]
pub enum Taken {
    New,
    /// The same was sent before and is this run.
    Before(String),
    /// The word was used before for something else.
    Another,
}

/// How an attempt ends a run.
pub struct Ending {
    pub state: State,
    /// What is new about its best.
    pub progress: Option<Progress>,
    pub output: Option<Vec<u8>>,
    pub failure: Option<Failure>,
}

/// Tells runs to end; those that wait end at once.
const STOP: &str = "UPDATE runs SET stop = 1, version = version + 1, \
        completed_at = CASE WHEN state = 'QUEUED' THEN $NOW ELSE completed_at END, \
        state = CASE WHEN state = 'QUEUED' THEN 'CANCELLED' ELSE state END \
    WHERE state IN ('QUEUED', 'SOLVING') AND";

impl Store {
    /// What a word was used for before, if it was.
    pub fn repeated(&self, tenant: &str, repeat: &Repeat) -> Stored<Option<Taken>> {
        self.db.wait(used_before(self.db.pool(), tenant, repeat))
    }

    /// Takes a new run in, with what was sent for it.
    pub fn create(&self, entry: &Entry, keep: Keep) -> Stored<Taken> {
        let size = entry.input.len() as u64;
        self.db.wait(async {
            let mut begun = self.db.begin().await?;
            if let Some(before) =
                known(&mut begun, entry.tenant, entry.repeat.as_ref(), &entry.run.id).await?
            {
                return Ok(Ok(before));
            }
            if let Err(full) = self.make_room(&mut begun, keep, size).await? {
                return Ok(Err(full));
            }
            if !self.insert(&mut begun, entry, i64::from(keep.queue)).await? {
                return Ok(Err(StoreError::QueueFull));
            }
            begun.commit().await?;
            Ok(Ok(Taken::New))
        })?
    }

    /// `false` where as many wait as may.
    pub(super) async fn insert(
        &self,
        begun: &mut Transaction<'static, Any>,
        entry: &Entry<'_>,
        queue: i64,
    ) -> sqlx::Result<bool> {
        let run = entry.run;
        let sql = self.db.sql(
            "INSERT INTO runs (id, kind, state, tenant, name, calendar, tags, nightly, \
                 submitted_at, attempts, version, stop, sent, made, parent, origin, revision) \
             SELECT $1, $2, 'QUEUED', $3, $4, $5, $6, $7, $NOW, 0, 1, 0, $8, 0, $10, $11, $12 \
             WHERE (SELECT COUNT(*) FROM runs WHERE state = 'QUEUED') < $9",
        );
        let query = sqlx::query(&sql).bind(run.id.clone()).bind(run.kind.name());
        let query = query.bind(entry.tenant.to_owned()).bind(run.name.clone());
        let query = query.bind(run.calendar.clone()).bind(text_of(&run.tags));
        let query = query.bind(i64::from(run.nightly)).bind(entry.input.len() as i64).bind(queue);
        let query = query.bind(run.parent.clone()).bind(run.origin.clone()).bind(run.revision);
        if query.execute(&mut **begun).await?.rows_affected() == 0 {
            return Ok(false);
        }
        add_parts(begun, run, entry.input).await?;
        let note = Note {
            tenant: entry.tenant,
            actor: entry.actor,
            action: entry.patched.map_or(Action::RunCreated, |_| Action::RunRevised),
            subject: &run.id,
            before: entry.patched.map(str::to_owned),
            after: Some(hex(&Sha256::digest(entry.input))),
        };
        self.note(begun, note).await?;
        Ok(true)
    }

    /// A better output, with what it is in figures.
    pub fn publish(
        &self,
        id: &str,
        worker: &str,
        progress: Option<&Progress>,
        output: &[u8],
    ) -> Stored<()> {
        let sql = self.db.sql(
            "UPDATE runs SET progress = COALESCE($1, progress), made = $2, \
                 first_plan_at = COALESCE(first_plan_at, $NOW), version = version + 1 \
             WHERE id = $3 AND worker = $4 AND state = 'SOLVING'",
        );
        let done = self.db.wait(async {
            let mut begun = self.db.begin().await?;
            let query = sqlx::query(&sql).bind(progress.map(text_of)).bind(output.len() as i64);
            let query = query.bind(id.to_owned()).bind(worker.to_owned());
            if query.execute(&mut *begun).await?.rows_affected() == 0 {
                return Ok(false);
            }
            put_output(&mut begun, id, output).await?;
            begun.commit().await?;
            Ok(true)
        })?;
        if done { Ok(()) } else { Err(StoreError::Lost) }
    }

    /// Forgets what an earlier attempt has made: this one begins anew.
    pub fn forget(&self, id: &str, worker: &str) -> Stored<()> {
        let sql = "UPDATE runs SET progress = NULL, version = version + 1 \
            WHERE id = $1 AND worker = $2 AND state = 'SOLVING'";
        let query = sqlx::query(sql).bind(id.to_owned()).bind(worker.to_owned());
        let done = self.db.wait(query.execute(self.db.pool()))?;
        if done.rows_affected() == 0 { Err(StoreError::Lost) } else { Ok(()) }
    }

    /// The end, once: a run that has ended is nobody's any more.
    pub fn finish(&self, id: &str, worker: &str, ending: &Ending) -> Stored<()> {
        let made = ending.output.as_ref().map(|output| output.len() as i64);
        let sql = self.db.sql(
            "UPDATE runs SET state = $1, progress = COALESCE($2, progress), failure = $3, \
                 made = COALESCE($4, made), completed_at = $NOW, worker = NULL, lease = NULL, \
                 first_plan_at = CASE WHEN $5 = 1 THEN COALESCE(first_plan_at, $NOW) \
                     ELSE first_plan_at END, \
                 version = version + 1 \
             WHERE id = $6 AND worker = $7 AND state = 'SOLVING' \
             RETURNING id, tenant, state, progress",
        );
        let done = self.db.wait(async {
            let mut begun = self.db.begin().await?;
            let before = best(&mut begun, id).await?;
            let query = sqlx::query(&sql).bind(ending.state.name());
            let query = query.bind(ending.progress.as_ref().map(text_of));
            let query = query.bind(ending.failure.as_ref().map(text_of)).bind(made);
            let query = query.bind(i64::from(made.is_some()));
            let query = query.bind(id.to_owned()).bind(worker.to_owned());
            let Some(row) = query.fetch_optional(&mut *begun).await? else { return Ok(false) };
            if let Some(output) = &ending.output {
                put_output(&mut begun, id, output).await?;
            }
            self.note_end(&mut begun, &row, &Actor::worker(worker), before).await?;
            begun.commit().await?;
            Ok(true)
        })?;
        if done { Ok(()) } else { Err(StoreError::Lost) }
    }

    /// Tells a run to end and keep its best, with a version only if it is still that one. One that
    /// waits ends here. `false` where nothing was to be stopped.
    pub fn stop(&self, id: &str, version: Option<i64>, actor: &Actor) -> Stored<bool> {
        let sql = self.db.sql(&format!(
            "{STOP} id = $1 AND version = COALESCE($2, version) \
             RETURNING id, tenant, state, progress"
        ));
        self.db.wait(async {
            let mut begun = self.db.begin().await?;
            let known = self.db.sql("SELECT progress FROM runs WHERE id = $1 AND stop = 0 $LOCK");
            let known = sqlx::query(&known).bind(id.to_owned());
            let known = known.fetch_optional(&mut *begun).await?;
            let query = sqlx::query(&sql).bind(id.to_owned()).bind(version);
            let Some(row) = query.fetch_optional(&mut *begun).await? else { return Ok(false) };
            // Told twice it is told once.
            if let Some(known) = known {
                self.note_end(&mut begun, &row, actor, plan_hash(&known)?).await?;
            }
            begun.commit().await?;
            Ok(true)
        })
    }

    /// The same for all runs of a batch: all of them, or none.
    pub fn stop_batch(&self, id: &str, actor: &Actor) -> Stored<()> {
        let sql = self.db.sql(&format!(
            "{STOP} stop = 0 AND id IN (SELECT run FROM members WHERE batch = $1) \
             RETURNING id, tenant, state, progress"
        ));
        self.db.wait(async {
            let mut begun = self.db.begin().await?;
            for row in sqlx::query(&sql).bind(id.to_owned()).fetch_all(&mut *begun).await? {
                let before = plan_hash(&row)?;
                self.note_end(&mut begun, &row, actor, before).await?;
            }
            begun.commit().await
        })
    }

    /// Ends a run with what it has published; what its worker still brings is refused.
    pub fn give_up(&self, id: &str) -> Stored<()> {
        let sql = self.db.sql(
            "UPDATE runs SET state = 'CANCELLED', completed_at = $NOW, worker = NULL, \
                 lease = NULL, version = version + 1 \
             WHERE id = $1 AND state IN ('QUEUED', 'SOLVING') \
             RETURNING id, tenant, state, progress",
        );
        self.db.wait(async {
            let mut begun = self.db.begin().await?;
            let query = sqlx::query(&sql).bind(id.to_owned());
            let Some(row) = query.fetch_optional(&mut *begun).await? else { return Ok(()) };
            let before = plan_hash(&row)?;
            self.note_end(&mut begun, &row, &Actor::service(), before).await?;
            begun.commit().await
        })
    }

    /// Takes in a run from elsewhere as it is; one that is known already stays as it is.
    pub fn import(
        &self,
        run: &Run,
        times: [Option<i64>; 4],
        input: &[u8],
        output: Option<&[u8]>,
    ) -> Stored<()> {
        let sql = "INSERT INTO runs (id, kind, state, tenant, name, calendar, tags, nightly, \
                submitted_at, started_at, first_plan_at, completed_at, attempts, progress, \
                failure, version, stop, sent, made) \
            VALUES ($1, $2, $3, '', $4, NULL, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1, 0, \
                $14, $15) ON CONFLICT (id) DO NOTHING";
        self.db.wait(async {
            let mut begun = self.db.begin().await?;
            let query = sqlx::query(sql).bind(run.id.clone()).bind(run.kind.name());
            let query = query.bind(run.state.name()).bind(run.name.clone());
            let query = query.bind(text_of(&run.tags)).bind(i64::from(run.nightly));
            let query = query.bind(times[0].unwrap_or(0)).bind(times[1]).bind(times[2]);
            let query = query.bind(times[3]).bind(i64::from(run.attempts));
            let query = query.bind(run.progress.as_ref().map(text_of));
            let query = query.bind(run.failure.as_ref().map(text_of));
            let query = query.bind(input.len() as i64).bind(output.map_or(0, <[u8]>::len) as i64);
            if query.execute(&mut *begun).await?.rows_affected() == 0 {
                return Ok(());
            }
            add_parts(&mut begun, run, input).await?;
            if let Some(output) = output {
                put_output(&mut begun, &run.id, output).await?;
            }
            begun.commit().await
        })
    }
}

/// What the same word was used for before. A new word is taken with the run.
pub async fn known(
    begun: &mut Transaction<'static, Any>,
    tenant: &str,
    repeat: Option<&Repeat<'_>>,
    id: &str,
) -> sqlx::Result<Option<Taken>> {
    let Some(repeat) = repeat else { return Ok(None) };
    let sql = "INSERT INTO repeats (tenant, word, hash, run) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (tenant, word) DO NOTHING";
    let query = sqlx::query(sql).bind(tenant.to_owned()).bind(repeat.word.to_owned());
    let query = query.bind(repeat.hash.to_owned()).bind(id.to_owned());
    if query.execute(&mut **begun).await?.rows_affected() > 0 {
        return Ok(None);
    }
    let used = used_before(&mut **begun, tenant, repeat).await?;
    used.map(Some).ok_or(sqlx::Error::RowNotFound)
}

async fn used_before(
    at: impl Executor<'_, Database = Any>,
    tenant: &str,
    repeat: &Repeat<'_>,
) -> sqlx::Result<Option<Taken>> {
    let sql = "SELECT hash, run FROM repeats WHERE tenant = $1 AND word = $2";
    let query = sqlx::query(sql).bind(tenant.to_owned()).bind(repeat.word.to_owned());
    let Some(row) = query.fetch_optional(at).await? else { return Ok(None) };
    let same = row.try_get::<String, _>("hash")? == repeat.hash;
    Ok(Some(if same { Taken::Before(row.try_get("run")?) } else { Taken::Another }))
}

/// The hash of a run's best plan as yet.
async fn best(begun: &mut Transaction<'static, Any>, id: &str) -> sqlx::Result<Option<String>> {
    let query = sqlx::query("SELECT progress FROM runs WHERE id = $1").bind(id.to_owned());
    let row = query.fetch_optional(&mut **begun).await?;
    row.as_ref().map_or(Ok(None), plan_hash)
}

/// What belongs to a run besides its row.
async fn add_parts(
    begun: &mut Transaction<'static, Any>,
    run: &Run,
    input: &[u8],
) -> sqlx::Result<()> {
    let query = sqlx::query("INSERT INTO inputs (run, body) VALUES ($1, $2)");
    query.bind(run.id.clone()).bind(input.to_vec()).execute(&mut **begun).await?;
    for tag in &run.tags {
        let sql = "INSERT INTO tags (tag, run) VALUES ($1, $2) ON CONFLICT (tag, run) DO NOTHING";
        let query = sqlx::query(sql).bind(tag.clone()).bind(run.id.clone());
        query.execute(&mut **begun).await?;
    }
    Ok(())
}

async fn put_output(
    begun: &mut Transaction<'static, Any>,
    id: &str,
    output: &[u8],
) -> sqlx::Result<()> {
    let sql = "INSERT INTO outputs (run, body) VALUES ($1, $2) \
        ON CONFLICT (run) DO UPDATE SET body = excluded.body";
    let query = sqlx::query(sql).bind(id.to_owned()).bind(output.to_vec());
    query.execute(&mut **begun).await.map(|_| ())
}
