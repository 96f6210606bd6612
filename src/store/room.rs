//! Room: what is let go so that something new can be kept.

use super::audit::{Note, plan_hash};
use super::{Action, Actor, Keep, Store, StoreError};
use sqlx::{Any, Row, Transaction};

/// The oldest run that has ended. What is published is nobody's to let go.
const OLDEST: &str = "SELECT id, tenant, progress FROM runs \
    WHERE state IN ('COMPLETED', 'CANCELLED', 'FAILED') \
    AND COALESCE(publication, '') <> 'PUBLISHED' ORDER BY submitted_at, id LIMIT 1 $LOCK";

/// A batch goes with the last of its runs.
const LAST_OF_BATCH: &str = "DELETE FROM batches \
    WHERE id IN (SELECT batch FROM members WHERE run = $1) AND NOT EXISTS \
    (SELECT 1 FROM members m WHERE m.batch = batches.id AND m.run <> $1)";
const LAST_OF_BATCH_REPEATS: &str = "DELETE FROM repeats \
    WHERE run IN (SELECT batch FROM members WHERE run = $1) AND NOT EXISTS \
    (SELECT 1 FROM members m WHERE m.batch = repeats.run AND m.run <> $1)";

impl Store {
    /// Lets ended runs go until there is room for one more of so many bytes.
    pub(super) async fn make_room(
        &self,
        begun: &mut Transaction<'static, Any>,
        keep: Keep,
        more: u64,
    ) -> sqlx::Result<Result<(), StoreError>> {
        if more > keep.bytes {
            return Ok(Err(StoreError::Full));
        }
        let size = "SELECT COUNT(*) AS number, \
            CAST(COALESCE(SUM(sent + made), 0) AS BIGINT) AS size FROM runs";
        let oldest = self.db.sql(OLDEST);
        loop {
            let row = sqlx::query(size).fetch_one(&mut **begun).await?;
            let (number, size): (i64, i64) = (row.try_get("number")?, row.try_get("size")?);
            let fits = u64::try_from(size).unwrap_or(0) + more <= keep.bytes;
            if fits && number < i64::from(keep.runs) {
                return Ok(Ok(()));
            }
            let Some(row) = sqlx::query(&oldest).fetch_optional(&mut **begun).await? else {
                return Ok(Err(StoreError::Full));
            };
            let (id, tenant): (String, String) = (row.try_get("id")?, row.try_get("tenant")?);
            for sql in [
                "DELETE FROM inputs WHERE run = $1",
                "DELETE FROM outputs WHERE run = $1",
                "DELETE FROM tags WHERE run = $1",
                "DELETE FROM repeats WHERE run = $1",
                LAST_OF_BATCH_REPEATS,
                LAST_OF_BATCH,
                "DELETE FROM members WHERE run = $1",
                "DELETE FROM runs WHERE id = $1",
            ] {
                sqlx::query(sql).bind(id.clone()).execute(&mut **begun).await?;
            }
            let (tenant, subject, actor) = (tenant.as_str(), id.as_str(), &Actor::service());
            let (action, before, after) = (Action::RunDeleted, plan_hash(&row)?, None);
            self.note(begun, Note { tenant, actor, action, subject, before, after }).await?;
        }
    }
}
