//! How does the user choose among findings, and ask about them? Options of `check`, and the commands `explain` and `config`.

use clap::Args;
use std::path::PathBuf;

pub(crate) const CHECK_HELP: &str = "\
Examples:
  fontes check draft.docx --against sources/                    # the report, in the terminal
  fontes check draft.docx --archive my.fontes -o report.html    # as a web page; also .json .csv .xlsx .sarif
  fontes check chapters/ --archive my.fontes -o reports/        # a page for each draft of a folder, and a list of them
  fontes check draft.docx --archive my.fontes --only quotation --severity warning
  fontes check draft.docx --archive my.fontes --ignore 'name,citation/*-note,attribution'
  fontes check draft.docx --archive my.fontes --baseline yesterday.json
  fontes explain quotation/altered                              # what a finding means

What you would say each time stands in fontes.toml beside the drafts or above them: see docs/config.md.

Exit codes: 0 nothing to report, 1 findings, 2 something could not be checked, 3 wrong usage.";

#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Choosing")]
pub(crate) struct Choosing {
    /// Only these findings: codes, verdicts or families, with * for any letters ("quotation/*", "altered", "date,number").
    ///
    /// Example: --only 'quotation/*,number'
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub(crate) only: Vec<String>,
    /// Not these findings ("attribution", "name/several-spellings").
    ///
    /// Example: --ignore attribution,name/several-spellings
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub(crate) ignore: Vec<String>,
    /// Only findings of this severity and above: info, note, warning or error.
    ///
    /// Example: --severity warning
    #[arg(long, value_name = "SEVERITY")]
    pub(crate) severity: Option<String>,
    /// A file of findings that stand, for all drafts; beside DRAFT.silence. May be given several times.
    ///
    /// Example: --silence house-rules.silence
    #[arg(long, value_name = "FILE")]
    pub(crate) silence: Vec<PathBuf>,
    /// An earlier report (--format json) of the same drafts: what is new since, changed, moved, gone. In the terminal, what is
    /// unchanged is counted only.
    ///
    /// Example: --baseline yesterday.json
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Settings from this file, not from the nearest fontes.toml.
    ///
    /// Example: --config house/fontes.toml
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub(crate) config: Option<PathBuf>,
    /// No settings from any fontes.toml.
    ///
    /// Example: fontes check draft.md --against sources/ --no-config
    #[arg(long)]
    pub(crate) no_config: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  fontes explain                      # a list of all findings\n  fontes explain quotation/altered\n  fontes explain silence              # how to let a finding stand"
)]
pub(crate) struct Explain {
    /// A code as reports show it, a verdict, or a family; all of them listed where none is given.
    pub(crate) code: Option<String>,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  fontes config chapters/3.docx\n  fontes config --schema > fontes-toml.json    # for editors: see docs/config.md"
)]
pub(crate) struct Config {
    /// A draft or a folder.
    #[arg(default_value = ".")]
    pub(crate) draft: PathBuf,
    /// Print the JSON Schema of fontes.toml.
    ///
    /// Example: fontes config --schema > fontes-toml.json
    #[arg(long)]
    pub(crate) schema: bool,
}
