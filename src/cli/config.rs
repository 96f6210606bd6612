//! `config`: every setting of a service in effect, and where it comes from.

use super::ending::{Failure, Outcome, put};
use super::layers::{self, Shown, Trouble};
use super::serve::ServeArgs;

#[derive(clap::Args, Debug)]
pub struct ConfigArgs {
    /// The flags that `serve` would get
    #[command(flatten)]
    pub serve: ServeArgs,
}

/// What it prints can be used as a file, but for secrets.
pub fn run(_: &ConfigArgs) -> Outcome {
    let argv: Vec<_> = std::env::args_os().collect();
    let settled = layers::settle(&argv, &|name| std::env::var(name).ok());
    let settled = settled.map_err(|trouble| match trouble {
        Trouble::Line(error) => Failure::usage(error.to_string()),
        Trouble::Other(text) => Failure::usage(text),
    })?;
    for setting in layers::shown(&settled) {
        put(line(&setting))?;
    }
    Ok(0)
}

fn line(setting: &Shown) -> String {
    let (name, source) = (&setting.name, &setting.source);
    // A text of JSON is one of TOML.
    let quoted = |text: &String| serde_json::to_string(text).expect("a text is JSON");
    let plain = |text: &String| match text.parse::<i64>().is_ok() || text.parse::<bool>().is_ok() {
        true => text.clone(),
        false => quoted(text),
    };
    let value = match setting.values.as_slice() {
        [] => return format!("# {name} is not set: {}\n", setting.help),
        all if setting.is_list => {
            format!("[{}]", all.iter().map(quoted).collect::<Vec<_>>().join(", "))
        }
        [first, ..] => plain(first),
    };
    format!("{name} = {value}  # {source}\n")
}
