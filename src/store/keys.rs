//! Who may ask, and what: keys with roles, each of one tenant.

use super::audit::Note;
use super::{Action, Actor, Store, Stored};
use crate::intake::canonical::hex;
use crate::wire::text::print_instant;
use sha2::{Digest, Sha256};
use sqlx::Row;
use sqlx::any::AnyRow;

/// What every key begins with, so that a leaked one is known for what it is.
const PREFIX: &str = "cbk_";

/// What a key may do. Each may what the one before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Reads, verifies and evaluates.
    Viewer,
    /// Plans, and stops runs.
    Planner,
    /// Sees the figures of the whole service.
    Admin,
}

impl Role {
    const ALL: [Role; 3] = [Role::Viewer, Role::Planner, Role::Admin];

    pub fn name(self) -> &'static str {
        match self {
            Role::Viewer => "VIEWER",
            Role::Planner => "PLANNER",
            Role::Admin => "ADMIN",
        }
    }

    /// By its name, in whatever case.
    pub fn read(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.name().eq_ignore_ascii_case(name))
    }
}

/// A key without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    pub id: String,
    pub hash: String,
    pub label: String,
    pub tenant: String,
    pub role: Role,
    pub made_at: String,
    pub revoked: bool,
}

/// What is kept of a secret.
pub fn hash(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}

impl Store {
    /// Makes a key: its id, and the secret that nobody can ask for again.
    pub fn make_key(&self, label: &str, tenant: &str, role: Role) -> Stored<(String, String)> {
        // Two random identifiers of 122 random bits each, from the system's own source.
        let random = || uuid::Uuid::new_v4().simple().to_string();
        let secret = format!("{PREFIX}{}{}", random(), random());
        let id = format!("key_{}", &random()[..12]);
        let sql = self.db.sql(
            "INSERT INTO keys (id, hash, label, tenant, role, made_at) \
             VALUES ($1, $2, $3, $4, $5, $NOW)",
        );
        let query = sqlx::query(&sql).bind(id.clone()).bind(hash(&secret));
        let query = query.bind(label.to_owned()).bind(tenant.to_owned()).bind(role.name());
        let after = Some(meaning(&id, label, tenant, role.name()));
        let (actor, action, subject) = (&Actor::cli(), Action::KeyMade, id.as_str());
        let note = Note { tenant, actor, action, subject, before: None, after };
        self.db.wait(async {
            let mut begun = self.db.begin().await?;
            query.execute(&mut *begun).await?;
            self.note(&mut begun, note).await?;
            begun.commit().await
        })?;
        Ok((id, secret))
    }

    /// All keys, the revoked ones too, the oldest first.
    pub fn keys(&self) -> Stored<Vec<Key>> {
        let sql = "SELECT id, hash, label, tenant, role, made_at, revoked_at FROM keys \
            ORDER BY made_at, id";
        self.db.wait(async {
            let rows = sqlx::query(sql).fetch_all(self.db.pool()).await?;
            rows.iter().map(key).collect()
        })
    }

    /// Revokes a key for good; `false` where there is none that is valid.
    pub fn revoke_key(&self, id: &str) -> Stored<bool> {
        let sql = self.db.sql(
            "UPDATE keys SET revoked_at = $NOW WHERE id = $1 AND revoked_at IS NULL \
             RETURNING tenant, label, role",
        );
        let query = sqlx::query(&sql).bind(id.to_owned());
        self.db.wait(async {
            let mut begun = self.db.begin().await?;
            let Some(row) = query.fetch_optional(&mut *begun).await? else { return Ok(false) };
            let text = |column: &str| row.try_get::<String, _>(column);
            let (tenant, label, role) = (text("tenant")?, text("label")?, text("role")?);
            let before = Some(meaning(id, &label, &tenant, &role));
            let (tenant, actor, action) = (tenant.as_str(), &Actor::cli(), Action::KeyRevoked);
            let note = Note { tenant, actor, action, subject: id, before, after: None };
            self.note(&mut begun, note).await?;
            begun.commit().await?;
            Ok(true)
        })
    }

    /// Whose run it is.
    pub fn tenant(&self, id: &str) -> Stored<Option<String>> {
        let query = sqlx::query("SELECT tenant FROM runs WHERE id = $1").bind(id.to_owned());
        self.db.wait(async {
            let row = query.fetch_optional(self.db.pool()).await?;
            row.map(|row| row.try_get("tenant")).transpose()
        })
    }
}

/// The hash of what a key stands for, without its secret.
fn meaning(id: &str, label: &str, tenant: &str, role: &str) -> String {
    hash(&[id, tenant, role, label].join("\n"))
}

fn key(row: &AnyRow) -> sqlx::Result<Key> {
    let role: String = row.try_get("role")?;
    Ok(Key {
        id: row.try_get("id")?,
        hash: row.try_get("hash")?,
        label: row.try_get("label")?,
        tenant: row.try_get("tenant")?,
        // A role of a newer program may do the least here.
        role: Role::read(&role).unwrap_or(Role::Viewer),
        made_at: print_instant(row.try_get("made_at")?, chrono_tz::UTC),
        revoked: row.try_get::<Option<i64>, _>("revoked_at")?.is_some(),
    })
}
