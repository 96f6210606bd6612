//! `callboard`: see `callboard help`.

use callboard::cli::{
    Args, Command, batch, bench, calendar, close, compare, config, convert, evaluate, generate,
    keys, plan, rules, serve, show, submit, travel, verify, view, worker,
};
use std::process::ExitCode;

fn main() -> ExitCode {
    let args = match Args::read() {
        Ok(args) => args,
        Err(code) => return code,
    };
    close(match &args.command {
        Command::Plan(args) if args.is_batch() => batch::run(args),
        Command::Plan(args) => plan::run(args),
        Command::Compare(args) => compare::run(args),
        Command::Bench(args) => bench::run(args),
        Command::Verify(args) => verify::run(args),
        Command::Evaluate(args) => evaluate::run(args),
        Command::Show(args) => show::run(args),
        Command::View(args) => view::run(args),
        Command::Calendar(args) => calendar::run(args),
        Command::Generate(args) => generate::run(args),
        Command::Import(args) => convert::import(args),
        Command::Export(args) => convert::export(args),
        Command::Serve(args) => serve::run(args),
        Command::Config(args) => config::run(args),
        Command::Submit(args) => submit::run(args),
        Command::Keys(args) => keys::run(args),
        Command::Worker(args) => worker::run(args),
        Command::Travel(args) => travel::run(args),
        Command::Rules(args) => rules::run(args),
    })
}
