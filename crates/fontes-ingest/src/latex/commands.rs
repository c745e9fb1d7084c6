//! What is a command of LaTeX: does it set words, and what of its arguments are words?

/// What a command does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Command {
    /// Its argument is a heading.
    Heading,
    /// Its argument stands in quotation marks; so many arguments before it are no words.
    Quote(usize),
    /// Its argument is a block of somebody's words; so many arguments before it are no words.
    BlockQuote(usize),
    /// Its argument is a note.
    Note,
    /// The text of a note whose mark stands elsewhere.
    NoteText,
    /// The mark of a note whose text stands elsewhere.
    NoteMark,
    /// A citation: kept as it is written.
    Cite,
    /// So many arguments are no words.
    Skip(usize),
    /// So many arguments are no words, the next is words.
    Then(usize),
    /// A macro is defined: its name and its text.
    Define,
    /// The document's title, author or date.
    Title,
    Author,
    Date,
    /// An item of a list.
    Item,
    /// A line, a paragraph ends.
    Line,
    Paragraph,
    Begin,
    End,
    /// An address, as it is written.
    Address,
    /// Words as they are written, between two signs.
    Verbatim,
    /// What an author crossed out.
    Deleted,
    /// A caption: a block of its own.
    Caption,
    /// Nothing is known of it: the macro is left out, its arguments are words.
    Other,
}

pub(super) fn command(name: &str) -> Command {
    use Command as C;
    match name {
        "part" | "chapter" | "section" | "subsection" | "subsubsection" | "paragraph" | "subparagraph"
        | "addchap" | "addsec" => C::Heading,
        "enquote" | "textquote" | "say" | "hyphentextquote" | "quoted" => {
            C::Quote(usize::from(name == "hyphentextquote"))
        }
        "foreignquote" | "hyphenquote" | "foreigntextquote" | "textcquote" => C::Quote(1),
        "foreigntextcquote" | "hyphentextcquote" => C::Quote(2),
        "blockquote" => C::BlockQuote(0),
        "foreignblockquote" | "hyphenblockquote" | "blockcquote" => C::BlockQuote(1),
        "foreignblockcquote" | "hyphenblockcquote" => C::BlockQuote(2),
        "footnote" | "endnote" | "thanks" | "sidenote" | "marginpar" | "marginnote" | "tablefootnote" => {
            C::Note
        }
        "footnotetext" | "endnotetext" => C::NoteText,
        "footnotemark" | "endnotemark" => C::NoteMark,
        "title" => C::Title,
        "author" => C::Author,
        "date" => C::Date,
        "item" | "bibitem" => C::Item,
        "\\" | "newline" | "tabularnewline" | "linebreak" => C::Line,
        "par" | "bigskip" | "medskip" | "smallskip" | "newpage" | "clearpage" | "pagebreak" => C::Paragraph,
        "begin" => C::Begin,
        "end" => C::End,
        "url" | "nolinkurl" | "path" => C::Address,
        "verb" | "lstinline" => C::Verbatim,
        "sout" | "st" | "xout" | "deleted" => C::Deleted,
        "caption" | "captionof" => C::Caption,
        "newcommand" | "renewcommand" | "providecommand" | "def" => C::Define,
        "label"
        | "ref"
        | "pageref"
        | "autoref"
        | "nameref"
        | "cref"
        | "Cref"
        | "vref"
        | "eqref"
        | "includegraphics"
        | "bibliography"
        | "bibliographystyle"
        | "addbibresource"
        | "usepackage"
        | "RequirePackage"
        | "documentclass"
        | "documentstyle"
        | "input"
        | "include"
        | "vspace"
        | "hspace"
        | "hypersetup"
        | "pagestyle"
        | "thispagestyle"
        | "pagenumbering"
        | "index"
        | "nocite"
        | "graphicspath"
        | "geometry"
        | "selectlanguage"
        | "setmainfont"
        | "setmainlanguage"
        | "setotherlanguage"
        | "hyphenation"
        | "phantomsection"
        | "linespread"
        | "setstretch"
        | "fontsize"
        | "color"
        | "usetikzlibrary"
        | "vphantom"
        | "hphantom"
        | "phantom"
        | "rule"
        | "glsdesc"
        | "subfile"
        | "subfileinclude"
        | "newtheorem"
        | "DeclareMathOperator"
        | "captionsetup"
        | "lstset"
        | "sisetup"
        | "MakeOuterQuote"
        | "ExecuteBibliographyOptions"
        | "newenvironment"
        | "renewenvironment" => C::Skip(skipped(name)),
        "setlength" | "addtolength" | "setcounter" | "addtocounter" | "definecolor" | "addcontentsline"
        | "markboth" => C::Skip(2 + usize::from(name == "definecolor" || name == "addcontentsline")),
        "href" | "hyperref" | "textcolor" | "colorbox" | "foreignlanguage" | "raisebox" | "parbox"
        | "scalebox" | "resizebox" | "hyperlink" | "hypertarget" | "fontfamily" | "selectfont" => {
            C::Then(then(name))
        }
        _ if is_citation(name) => C::Cite,
        _ => C::Other,
    }
}

fn skipped(name: &str) -> usize {
    match name {
        "newenvironment" | "renewenvironment" => 3,
        "newtheorem" | "fontsize" | "rule" | "DeclareMathOperator" => 2,
        "phantomsection" => 0,
        _ => 1,
    }
}

fn then(name: &str) -> usize {
    match name {
        "resizebox" => 2,
        "hyperref" | "selectfont" => 0,
        _ => 1,
    }
}

/// The commands of LaTeX, natbib, biblatex and jurabib.
fn is_citation(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let known = [
        "cite",
        "citep",
        "citet",
        "citealt",
        "citealp",
        "citeauthor",
        "citeyear",
        "citeyearpar",
        "citetitle",
        "fullcite",
    ];
    known.contains(&lower.as_str())
        || lower.ends_with("cite")
        || lower.ends_with("cites")
        || matches!(lower.as_str(), "footcitetext" | "supercite" | "autocite" | "citenum" | "footfullcite")
}

/// What stands in an environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Environment {
    Quotation,
    /// Rows and cells.
    Table,
    /// Nobody's words.
    Silent,
    /// Words as they are written.
    Verbatim,
    Other,
}

pub(super) fn environment(name: &str) -> Environment {
    match name.trim_end_matches('*') {
        "quote"
        | "quotation"
        | "displayquote"
        | "displaycquote"
        | "foreigndisplayquote"
        | "verse"
        | "epigraph" => Environment::Quotation,
        "tabular" | "tabularx" | "tabulary" | "longtable" | "array" | "tabbing" => Environment::Table,
        "comment" | "tikzpicture" | "pspicture" | "filecontents" | "picture" | "asy" => Environment::Silent,
        "verbatim" | "Verbatim" | "lstlisting" | "minted" | "alltt" => Environment::Verbatim,
        _ => Environment::Other,
    }
}

/// How many arguments an environment takes that are no words.
pub(super) fn arguments(name: &str) -> usize {
    match name.trim_end_matches('*') {
        "tabular"
        | "longtable"
        | "array"
        | "minipage"
        | "thebibliography"
        | "multicols"
        | "foreigndisplayquote"
        | "displaycquote" => 1,
        "tabularx" | "tabulary" | "wrapfigure" => 2,
        _ => 0,
    }
}
