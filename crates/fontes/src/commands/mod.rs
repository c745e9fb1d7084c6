//! What does each command do? One file a command.

mod cache;
mod check;
mod cited;
mod compare;
mod config;
mod explain;
mod find;
mod index;
mod overview;
mod prune;
mod read;
mod reuse;
mod search;
mod serve;
pub(crate) mod shared;
mod statements;
mod status;
mod target;

use crate::cli::{Arguments, Command};
use crate::exit::{Exit, Failure};
use clap::CommandFactory;
pub(crate) use shared::set_width;

pub(crate) fn run(command: Command) -> Result<Exit, Failure> {
    match command {
        Command::Index(a) => index::run(&a),
        Command::Check(a) => check::run(&a),
        Command::Cited(a) => cited::run(&a),
        Command::Explain(a) => explain::run(&a),
        Command::Config(a) => config::run(&a),
        Command::Find(a) => find::run(&a),
        Command::Search(a) => search::run(&a),
        Command::Compare(a) => compare::run(&a),
        Command::Reuse(a) => reuse::run(&a),
        Command::Read(a) => read::run(&a),
        Command::Statements(a) => statements::run(&a),
        Command::Timeline(a) => overview::dates(&a),
        Command::People(a) => overview::persons(&a),
        Command::Network(a) => overview::network(&a),
        Command::Serve(a) => serve::run(&a),
        Command::Status(a) => status::run(&a),
        Command::Cache(a) => cache::run(&a),
        Command::Prune(a) => prune::run(&a),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "fontes", &mut script);
            std::io::Write::write_all(&mut std::io::stdout(), &script)?;
            Ok(Exit::Clean)
        }
    }
}
