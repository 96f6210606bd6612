//! `keys`: who may ask the service.

use super::ending::{Failure, Outcome, put, say};
use super::worker::place;
use crate::store::keys::Role;
use crate::store::{Store, StoreError};
use clap::Subcommand;
use std::path::PathBuf;

#[derive(clap::Args, Debug)]
pub struct KeysArgs {
    /// The folder of the service
    #[arg(long, value_name = "DIR", global = true)]
    pub data: Option<PathBuf>,
    /// The service's PostgreSQL (default: the environment's CALLBOARD_DATABASE)
    #[arg(long, value_name = "URL", global = true)]
    pub database: Option<String>,
    #[command(subcommand)]
    pub what: What,
}

#[derive(Subcommand, Debug)]
pub enum What {
    /// Make a key and write it to stdout; it is shown this once
    Create {
        /// What it may do: viewer (reads, verifies), planner (plans) or admin (sees the figures)
        #[arg(long, value_name = "ROLE", value_parser = role)]
        role: Role,
        /// Whose runs it sees
        #[arg(long, value_name = "TENANT", default_value = "", value_parser = short)]
        tenant: String,
        /// What people call it
        #[arg(long, value_name = "TEXT", default_value = "", value_parser = short)]
        label: String,
    },
    /// List all keys, without their secrets
    List,
    /// Revoke a key for good
    Revoke {
        /// Its id, as listed
        id: String,
    },
}

fn role(text: &str) -> Result<Role, String> {
    Role::read(text).ok_or_else(|| "use viewer, planner or admin".to_owned())
}

fn short(text: &str) -> Result<String, String> {
    match text.chars().count() <= 100 && !text.chars().any(char::is_control) {
        true => Ok(text.to_owned()),
        false => Err("use at most 100 characters, no line breaks".to_owned()),
    }
}

pub fn run(args: &KeysArgs) -> Outcome {
    let place = place(args.data.as_ref(), args.database.as_deref())?;
    let Some(place) = place else {
        return Err(Failure::usage("name the store: --data DIR, or --database postgres://..."));
    };
    let broken = |error: StoreError| Failure::failed(error.to_string());
    let store = Store::open(&place).map_err(broken)?;
    match &args.what {
        What::Create { role, tenant, label } => {
            let (id, secret) = store.make_key(label, tenant, *role).map_err(broken)?;
            put(format!("{secret}\n"))?;
            say(&format!("{id} is made; the key is shown this once, only its hash is kept"));
        }
        What::List => {
            for key in store.keys().map_err(broken)? {
                let (state, role) =
                    (if key.revoked { "revoked" } else { "valid" }, key.role.name());
                let (id, at, tenant) = (&key.id, &key.made_at, &key.tenant);
                put(format!("{id}\t{role}\t{tenant}\t{at}\t{state}\t{}\n", key.label))?;
            }
        }
        What::Revoke { id } => {
            if !store.revoke_key(id).map_err(broken)? {
                return Err(Failure::failed(format!("{id}: there is no such valid key")));
            }
            say(&format!("{id} is revoked"));
        }
    }
    Ok(0)
}
