//! Who has done something.

use super::keys::Key;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who has done it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Actor {
    /// The id of a key; `open` where no key is needed; `cli`, `service` or `worker`.
    pub id: String,
    /// What the key is called, or which worker it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl Actor {
    fn plain(id: &str) -> Actor {
        Actor { id: id.to_owned(), name: None }
    }

    /// Whoever reaches a service that asks for no key.
    pub fn open() -> Actor {
        Actor::plain("open")
    }

    /// Whoever runs the program where the store is.
    pub fn cli() -> Actor {
        Actor::plain("cli")
    }

    /// The service of its own accord.
    pub fn service() -> Actor {
        Actor::plain("service")
    }

    /// A worker by its name.
    pub fn worker(name: &str) -> Actor {
        Actor { id: "worker".to_owned(), name: Some(name.to_owned()) }
    }

    pub fn key(key: &Key) -> Actor {
        let name = Some(key.label.clone()).filter(|label| !label.is_empty());
        Actor { id: key.id.clone(), name }
    }

    /// Its id, and its name where it has one.
    pub fn said(&self) -> String {
        match &self.name {
            Some(name) => format!("{} ({name})", self.id),
            None => self.id.clone(),
        }
    }
}
