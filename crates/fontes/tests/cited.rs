//! Which works does a draft cite, and which of them are to be got? The lists, and the places of a draft in formats of its own.

mod support;

use serde_json::Value;
use support::Bench;

const DRAFT: &str = "The Board, she wrote, “kept its own time and charged the ships for it.”[1] The pilots knew that “the bar \
has shifted and nobody has sounded it.”[2]

[1] Ada Okafor, “The Board and the Tide,” Harbour Review, May 4, 1990, p. 3.

[2] “Letter of the Pilots to the Council,” May 4, 1921, Harbour Board, Box 2; Ames to Tov, June 9, 1922, Lot File 9, Box 2.
";
const LETTER: &str =
    "Letter of the Pilots to the Council\n\nMay 4, 1921\n\nThe bar has shifted and nobody has sounded it.\n";

#[test]
fn works_are_listed_and_those_that_are_here_left_out() {
    let bench = Bench::new();
    bench.write("draft.md", DRAFT);
    bench.write("s/letter.txt", LETTER);
    let all = bench.stdout(&["cited", "draft.md"], &[0]);
    assert_eq!(
        all,
        "Ada Okafor, “The Board and the Tide”, Harbour Review, May 4, 1990\n“Letter of the Pilots to the Council”, May 4, \
         1921\nAmes to Tov, Lot File 9, Box 2, June 9, 1922\n"
    );
    let lacking = bench.stdout(&["cited", "draft.md", "--against", "s"], &[0]);
    assert_eq!(lacking.lines().count(), 2, "{lacking}");
    assert!(!lacking.contains("Letter of the Pilots"));
    let csl: Value =
        serde_json::from_str(&bench.stdout(&["cited", "draft.md", "--format", "csl-json"], &[0]))
            .expect("JSON");
    assert_eq!(csl[0]["type"], "article");
    assert_eq!(csl[0]["title"], "The Board and the Tide");
    assert_eq!(csl[0]["container-title"], "Harbour Review");
    assert_eq!(csl[0]["issued"]["date-parts"][0], serde_json::json!([1990, 5, 4]));
    assert_eq!(csl[2]["title"], "Ames to Tov");
}

#[test]
fn a_report_ends_with_the_sources_to_get() {
    let bench = Bench::new();
    bench.write("draft.md", DRAFT);
    bench.write("s/letter.txt", LETTER);
    let lines = bench.json(&["check", "draft.md", "--against", "s", "--json"], &[2]);
    let summary = lines.last().expect("a summary");
    let wanted = summary["sources_to_get"].as_array().expect("a list");
    assert_eq!(wanted.len(), 2);
    let waits = &wanted[0]["waiting"][0];
    let finding = lines.iter().find(|l| &l["anchor"] == waits).expect("the finding that waits");
    assert_eq!(finding["verdict"], "source-not-in-archive");
    assert_eq!(finding["beside"]["text"].as_str().map(|t| t.starts_with("Ada Okafor")), Some(true));
    let text = bench.stdout(&["check", "draft.md", "--against", "s"], &[2]);
    assert!(text.contains("Sources to get: 2"), "{text}");
    assert!(text.contains("kept its own time"), "{text}");
}

#[test]
fn places_in_a_page_are_those_of_its_file() {
    let bench = Bench::new();
    let page = "<html><head><title>Tides</title>\n<script>var words = 'The pilots knew';</script></head>\n<body>\n<p>The pilots \
                knew\nthat <em>“the bar</em> has\nshifted &amp; nobody has drained it,” they said &ldquo;at the \
                thaw&rdquo;.</p>\n<p>It is 1921.</p></body></html>\n";
    bench.write("draft.html", page);
    bench.write("s/letter.txt", LETTER);
    let lines = bench.json(&["check", "draft.html", "--against", "s", "--json"], &[1]);
    let finding = lines.iter().find(|l| l["kind"] == "quotation").expect("a quotation");
    let (line, column) = (&finding["draft"]["line"], &finding["draft"]["column"]);
    let row = page.lines().nth(line.as_u64().expect("a line") as usize - 1).expect("the line");
    let there: String = row.chars().skip(column.as_u64().expect("a column") as usize - 1).collect();
    assert!(there.starts_with("the bar"), "{line}:{column} {there}");
}
