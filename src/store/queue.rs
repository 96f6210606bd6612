//! Turns and leases: who works on which run, and until when.
//!
//! A lease is renewed as long as its worker lives. Where it is not, the run goes to the next
//! worker, and whatever the first still brings is refused: all its changes ask for the lease.

use super::audit::Note;
use super::rows::{COLUMNS, run, text_of};
use super::{Action, Actor, Failure, Run, State, Store, StoreError, Stored};
use sqlx::Row;
use std::time::Duration;

/// Who asks for a run, and on which terms.
pub struct Claim<'a> {
    pub worker: &'a str,
    pub lease: Duration,
    /// A run that so many workers have died over is not begun again.
    pub deaths: u32,
    /// Nor is one that was interrupted so often from outside: it may be what takes all with it.
    pub interruptions: u32,
}

/// Names of workers that a service looks after begin so. Where nobody has told of such a worker's
/// end in time, the service has most likely ended with it.
pub const LOOKED_AFTER: &str = "w";

/// How a worker came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Death {
    /// Over what it worked on, as far as anybody can tell.
    Own,
    /// Somebody has killed it.
    Outside,
}

/// What a worker finds when it looks after its run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    GoOn,
    /// Somebody wants it to end and keep its best.
    Stop,
    /// The run is no longer this worker's.
    Lost,
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

impl Store {
    /// The next run: interactive before nightly, then the tenant whose last turn is longest ago,
    /// then in order of arrival. Runs whose lease is over wait like the others.
    pub fn claim(&self, claim: &Claim) -> Stored<Option<Run>> {
        loop {
            if !self.is_any_due()? {
                return Ok(None);
            }
            match self.take(claim)? {
                Taking::Taken(run) => return Ok(Some(*run)),
                Taking::Nothing => return Ok(None),
                Taking::Ended => {}
            }
        }
    }

    /// Looked up without a lock: most of the time nothing is.
    fn is_any_due(&self) -> Stored<bool> {
        let sql = self.db.sql(
            "SELECT id FROM runs WHERE state = 'QUEUED' OR (state = 'SOLVING' AND lease < $NOW) \
             LIMIT 1",
        );
        let due = sqlx::query(&sql).fetch_optional(self.db.pool());
        Ok(self.db.wait(due)?.is_some())
    }

    fn take(&self, claim: &Claim) -> Stored<Taking> {
        let sql = self.db.sql(&format!(
            "UPDATE runs SET state = 'SOLVING', worker = $1, lease = $NOW + $2, \
                 attempts = attempts + 1, started_at = $NOW, version = version + 1, \
                 interruptions = interruptions + CASE WHEN state = 'SOLVING' AND lease <> 0 \
                     AND worker LIKE '{LOOKED_AFTER}%' THEN 1 ELSE 0 END \
             WHERE id = (SELECT r.id FROM runs r LEFT JOIN turns t ON t.tenant = r.tenant \
                 WHERE r.state = 'QUEUED' OR (r.state = 'SOLVING' AND r.lease < $NOW) \
                 ORDER BY r.nightly, COALESCE(t.served, 0), r.submitted_at, r.id LIMIT 1 $SKIP) \
             RETURNING {COLUMNS}, tenant, stop"
        ));
        let turn = self.db.sql(
            "INSERT INTO turns (tenant, served) VALUES ($1, $NOW) \
             ON CONFLICT (tenant) DO UPDATE SET served = excluded.served",
        );
        self.db.wait(async {
            let mut begun = self.db.begin().await?;
            let query = sqlx::query(&sql).bind(claim.worker.to_owned()).bind(millis(claim.lease));
            let Some(row) = query.fetch_optional(&mut *begun).await? else {
                begun.rollback().await?;
                return Ok(Taking::Nothing);
            };
            let (run, tenant, stop) =
                (run(&row)?, row.try_get::<String, _>("tenant")?, row.try_get::<i64, _>("stop")?);
            let end = match stop != 0 {
                true => Some((State::Cancelled, None)),
                false => given_up(&run, claim).map(|f| (State::Failed, Some(text_of(&f)))),
            };
            if let Some((state, failure)) = end {
                let sql = self.db.sql(
                    "UPDATE runs SET state = $1, failure = $2, completed_at = $NOW, \
                     attempts = attempts - 1, worker = NULL, lease = NULL WHERE id = $3",
                );
                let query = sqlx::query(&sql).bind(state.name()).bind(failure);
                query.bind(run.id.clone()).execute(&mut *begun).await?;
                let plan = run.progress.map(|progress| progress.plan_hash);
                let note = Note {
                    tenant: &tenant,
                    actor: &Actor::service(),
                    action: Action::of_state(state),
                    subject: &run.id,
                    before: plan.clone(),
                    after: plan,
                };
                self.note(&mut begun, note).await?;
                begun.commit().await?;
                return Ok(Taking::Ended);
            }
            sqlx::query(&turn).bind(tenant).execute(&mut *begun).await?;
            begun.commit().await?;
            Ok(Taking::Taken(Box::new(run)))
        })
    }

    /// Renews the lease.
    pub fn beat(&self, id: &str, worker: &str, lease: Duration) -> Stored<Look> {
        let sql = self.db.sql(
            "UPDATE runs SET lease = $NOW + $1 WHERE id = $2 AND worker = $3 \
             AND state = 'SOLVING' RETURNING stop",
        );
        let query = sqlx::query(&sql).bind(millis(lease));
        let query = query.bind(id.to_owned()).bind(worker.to_owned());
        self.looked(query)
    }

    /// Whether the run is still this worker's, and whether it shall stop.
    pub fn look(&self, id: &str, worker: &str) -> Stored<Look> {
        let sql = "SELECT stop FROM runs WHERE id = $1 AND worker = $2 AND state = 'SOLVING'";
        self.looked(sqlx::query(sql).bind(id.to_owned()).bind(worker.to_owned()))
    }

    fn looked<'q>(
        &self,
        query: sqlx::query::Query<'q, sqlx::Any, sqlx::any::AnyArguments<'q>>,
    ) -> Stored<Look> {
        self.db.wait(async {
            let Some(row) = query.fetch_optional(self.db.pool()).await? else {
                return Ok(Look::Lost);
            };
            Ok(if row.try_get::<i64, _>("stop")? == 0 { Look::GoOn } else { Look::Stop })
        })
    }

    /// Puts a run back, unfinished on purpose: this was no failed attempt.
    pub fn put_back(&self, id: &str, worker: &str) -> Stored<()> {
        let sql = "UPDATE runs SET state = 'QUEUED', worker = NULL, lease = NULL, \
            attempts = attempts - 1, version = version + 1 \
            WHERE id = $1 AND worker = $2 AND state = 'SOLVING'";
        let query = sqlx::query(sql).bind(id.to_owned()).bind(worker.to_owned());
        let done = self.db.wait(query.execute(self.db.pool()))?;
        if done.rows_affected() == 0 { Err(StoreError::Lost) } else { Ok(()) }
    }

    /// What a dead worker held is free at once. The attempt counts.
    pub fn free(&self, worker: &str, death: Death) -> Stored<u64> {
        let sql = "UPDATE runs SET lease = 0, interruptions = interruptions + $1 \
            WHERE worker = $2 AND state = 'SOLVING'";
        let query = sqlx::query(sql).bind(i64::from(death == Death::Outside));
        let query = query.bind(worker.to_owned());
        Ok(self.db.wait(query.execute(self.db.pool()))?.rows_affected())
    }
}

enum Taking {
    Taken(Box<Run>),
    Nothing,
    /// What was due has ended instead; there may be more.
    Ended,
}

/// Why a run is not begun again, if it is not.
fn given_up(run: &Run, claim: &Claim) -> Option<Failure> {
    let (deaths, cuts) = (run.deaths(), run.interruptions);
    let message = match (deaths >= claim.deaths, cuts >= claim.interruptions) {
        (true, _) => format!("{deaths} workers died over this run"),
        (false, true) => format!("work on this run was interrupted {cuts} times"),
        (false, false) => return None,
    };
    Some(Failure { code: "RESTARTS".into(), message })
}
