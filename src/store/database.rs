//! The connection, and what differs between the two databases.

use super::{Place, StoreError, Stored};
use sqlx::any::AnyPoolOptions;
use sqlx::{Any, AnyConnection, AnyPool, Connection, Executor, Row, Transaction};
use std::fmt::Write;
use std::future::Future;
use std::path::Path;
use std::time::Duration;
use tokio::runtime::Runtime;

/// The file in a folder.
const FILE: &str = "callboard.db";
/// All versions of the tables, the first at the top. Each is applied once; none is ever changed.
const VERSIONS: [&str; 9] = [
    include_str!("schema/0001.sql"),
    include_str!("schema/0002.sql"),
    include_str!("schema/0003.sql"),
    include_str!("schema/0004.sql"),
    include_str!("schema/0005.sql"),
    include_str!("schema/0006.sql"),
    include_str!("schema/0007.sql"),
    include_str!("schema/0008.sql"),
    include_str!("schema/0009.sql"),
];
/// How long a connection is waited for.
const PATIENCE: Duration = Duration::from_secs(5);
/// Every connection to a file: readers beside one writer, who waits for his turn, and nothing is
/// accepted before it is on the disk.
const FILE_RULES: &str = "PRAGMA busy_timeout = 15000; PRAGMA journal_mode = WAL; \
    PRAGMA synchronous = FULL;";
/// Held while the tables are brought up to date: several processes may begin together.
const ALONE: &str = "SELECT pg_advisory_xact_lock(7239108216034)";

/// Held while somebody counts what the others are taking, and takes.
const ONE_BY_ONE: &str = "SELECT pg_advisory_xact_lock(7239108216035)";

pub struct Database {
    runtime: Runtime,
    pool: AnyPool,
    postgres: bool,
}

/// Whether a connection to a file is in no transaction. On a full disk SQLite ends one by itself,
/// the library still counts it, and whoever comes next could not begin his own; such a connection
/// is closed and another one opened.
async fn is_at_rest(connection: &mut AnyConnection) -> bool {
    match connection.begin_with("BEGIN").await {
        Ok(begun) => begun.rollback().await.is_ok(),
        Err(_) => false,
    }
}

impl Database {
    pub fn open(place: &Place) -> Stored<Database> {
        sqlx::any::install_default_drivers();
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = runtime.worker_threads(1).enable_all().thread_name("store").build();
        let runtime = runtime.map_err(|e| StoreError::Broken(format!("no threads: {e}")))?;
        let (url, postgres) = match place {
            Place::Folder(folder) => (file_url(folder)?, false),
            Place::Postgres(url) => (url.clone(), true),
        };
        let options = AnyPoolOptions::new().acquire_timeout(PATIENCE);
        let options = options.max_connections(if postgres { 8 } else { 4 });
        let options = options.after_connect(move |connection, _| {
            Box::pin(async move {
                if !postgres {
                    connection.execute(FILE_RULES).await?;
                }
                Ok(())
            })
        });
        let options = options.before_acquire(move |connection, _| {
            Box::pin(async move { Ok(postgres || is_at_rest(connection).await) })
        });
        let pool = runtime.block_on(options.connect(&url)).map_err(|error| {
            // Addresses may hold a password, so that only the error is told.
            StoreError::Broken(format!("the database cannot be opened: {error}"))
        })?;
        let database = Database { runtime, pool, postgres };
        database.wait(database.update())?;
        Ok(database)
    }

    /// Waits for what is asked of the database.
    pub fn wait<T>(&self, work: impl Future<Output = sqlx::Result<T>>) -> Stored<T> {
        let done = self.runtime.block_on(work);
        done.map_err(|error| StoreError::Broken(format!("the database failed: {error}")))
    }

    pub fn pool(&self) -> &AnyPool {
        &self.pool
    }

    /// A transaction that may write: on a file it has its turn from the start, so that it never
    /// finds out in the middle that another one was quicker.
    pub async fn begin(&self) -> sqlx::Result<Transaction<'static, Any>> {
        let begin = if self.postgres { "BEGIN" } else { "BEGIN IMMEDIATE" };
        self.pool.begin_with(begin).await
    }

    /// Whether only one service at a time has it.
    pub fn is_sole(&self) -> bool {
        !self.postgres
    }

    /// Lets a transaction have its turn among those that count what the others are taking: on a
    /// file it has it anyway.
    pub async fn one_by_one(&self, begun: &mut Transaction<'static, Any>) -> sqlx::Result<()> {
        if self.postgres {
            begun.execute(ONE_BY_ONE).await?;
        }
        Ok(())
    }

    /// The text in this database's words: NOW is its clock, SKIP passes over rows that another
    /// worker is claiming, LOCK holds rows until the transaction ends and STAY keeps
    /// them from being removed (on a file it has its turn anyway), BYTES is the type of bytes.
    pub fn sql(&self, text: &str) -> String {
        let words = match self.postgres {
            true => [
                ("$NOW", "(extract(epoch from clock_timestamp()) * 1000)::bigint"),
                ("$SKIP", "FOR UPDATE OF r SKIP LOCKED"),
                ("$LOCK", "FOR UPDATE"),
                ("$STAY", "FOR KEY SHARE"),
                ("BYTES", "BYTEA"),
            ],
            false => [
                ("$NOW", "CAST(unixepoch('subsec') * 1000 AS INTEGER)"),
                ("$SKIP", ""),
                ("$LOCK", ""),
                ("$STAY", ""),
                ("BYTES", "BLOB"),
            ],
        };
        words.iter().fold(text.to_owned(), |text, (word, own)| text.replace(word, own))
    }

    /// Applies the versions of the tables that are not there yet.
    async fn update(&self) -> sqlx::Result<()> {
        let mut turn = self.begin().await?;
        if self.postgres {
            turn.execute(ALONE).await?;
        }
        turn.execute("CREATE TABLE IF NOT EXISTS versions (number BIGINT PRIMARY KEY)").await?;
        let known = sqlx::query("SELECT COALESCE(MAX(number), 0) AS number FROM versions");
        let known: i64 = known.fetch_one(&mut *turn).await?.try_get("number")?;
        if known > VERSIONS.len() as i64 {
            let text = format!("its tables are of version {known}, made by a newer program");
            return Err(sqlx::Error::Configuration(text.into()));
        }
        for (number, text) in (1_i64..).zip(VERSIONS).filter(|(number, _)| *number > known) {
            for statement in statements(&self.sql(text)) {
                sqlx::query(&statement).execute(&mut *turn).await?;
            }
            let note = sqlx::query("INSERT INTO versions (number) VALUES ($1)");
            note.bind(number).execute(&mut *turn).await?;
        }
        turn.commit().await
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // Writes what is in the journal back into the file.
        self.runtime.block_on(self.pool.close());
    }
}

/// The statements of a text, without its comments.
fn statements(text: &str) -> Vec<String> {
    let lines = text.lines().map(|line| line.split("--").next().unwrap_or(""));
    let bare = lines.collect::<Vec<_>>().join("\n");
    let parts = bare.split(';').map(|part| part.trim().to_owned());
    parts.filter(|part| !part.is_empty()).collect()
}

/// The address of the file in a folder, made whole so that workers find it from anywhere.
fn file_url(folder: &Path) -> Stored<String> {
    let broken = |why: String| {
        let folder = folder.display();
        StoreError::Broken(format!("{folder}: cannot be used: {why}; check the folder"))
    };
    std::fs::create_dir_all(folder).map_err(|e| broken(e.to_string().to_lowercase()))?;
    let whole = std::path::absolute(folder.join(FILE)).map_err(|e| broken(e.to_string()))?;
    let path = whole.to_str().ok_or_else(|| broken("its name is no text".into()))?;
    let mut url = "sqlite://".to_owned();
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                url.push(char::from(byte));
            }
            // Writing to a text cannot fail.
            _ => drop(write!(url, "%{byte:02X}")),
        }
    }
    url.push_str("?mode=rwc");
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    // If this fails, a comment of the schema cuts a statement, or one is left out.
    #[test]
    fn the_schema_is_split_into_statements() {
        for text in VERSIONS {
            let all = statements(text);
            let begins = ["CREATE TABLE ", "CREATE INDEX ", "ALTER TABLE ", "DROP INDEX "];
            for statement in &all {
                assert!(begins.iter().any(|begin| statement.starts_with(begin)), "{statement}");
            }
            let count: usize = begins.iter().map(|begin| text.matches(begin).count()).sum();
            assert_eq!(all.len(), count);
        }
    }

    // If this fails, a folder with a blank or a sign in its name cannot be served from.
    #[test]
    fn odd_folders_have_an_address() {
        let folder =
            std::env::temp_dir().join(format!("callboard 100%? #ü {}", std::process::id()));
        let database = Database::open(&Place::Folder(folder.clone())).expect("a database");
        drop(database);
        assert!(folder.join(FILE).is_file());
        let again = Database::open(&Place::Folder(folder.clone())).expect("the same again");
        drop(again);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
