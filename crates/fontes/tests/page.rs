//! Is the web page whole? Its links, its policy, the draft as it is read, several drafts, an earlier report.

mod support;
use base64::Engine;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use support::Bench;

/// The values of an attribute, in order.
fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    let start = format!(" {attribute}=\"");
    page.split(start.as_str()).skip(1).filter_map(|r| r.split('"').next()).collect()
}

fn page(bench: &Bench, draft: &str) -> String {
    bench.stdout(&["check", draft, "--against", "harbour/archive", "-o", "r.html"], &[0, 1]);
    std::fs::read_to_string(bench.path("r.html")).expect("the page")
}

fn sound(page: &str) {
    let ids = values(page, "id");
    let known: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(known.len(), ids.len(), "an id stands twice");
    for to in values(page, "href").into_iter().filter_map(|h| h.strip_prefix('#')) {
        assert!(known.contains(to), "#{to} leads nowhere");
    }
}

#[test]
fn every_link_leads_somewhere_and_only_the_pages_script_runs() {
    let bench = Bench::with_demo();
    let page = page(&bench, "harbour/draft.md");
    sound(&page);
    let policy = values(&page, "content").into_iter().find(|c| c.contains("default-src")).expect("a policy");
    assert!(!policy.contains("unsafe"), "{policy}");
    for tag in ["script", "style"] {
        let inner = page.split(&format!("<{tag}>")).nth(1).and_then(|r| r.split(&format!("</{tag}>")).next());
        let digest = Sha256::digest(inner.expect(tag).as_bytes());
        let hash = base64::engine::general_purpose::STANDARD.encode(digest);
        assert!(policy.contains(&format!("{tag}-src 'sha256-{hash}'")), "{tag}");
    }
    assert!(!page.contains(" style=\"") && !page.contains(" onclick"));
    // What needs a look stands first, and what is as it should be last.
    let at = |what: &str| page.find(what).unwrap_or_else(|| panic!("{what}"));
    assert!(at("To be looked at: 4 errors and 2 warnings") < at("id=\"look\""));
    assert!(at("id=\"look\"") < at("id=\"know\"") && at("id=\"know\"") < at("id=\"good-group\""));
    assert_eq!(values(&page, "data-code").iter().filter(|c| **c == "quotation/not-checked").count(), 3);
}

#[test]
fn markdown_is_shown_as_it_is_read() {
    let bench = Bench::with_demo();
    bench.write(
        "d.md",
        "---\ntitle: On *banks*\n---\n\n# On banks\n\nHe **wrote** that “the bank *must* extend the loan until the first of October” &amp; left.[^1]\n\n\
         > The silt returned before the second\n> winter came to the harbour of the bank.\n\n- a `code` item\n- [a link](http://example.org/x\\)y \"z\")\n\n\
         | a | b |\n|---|---|\n| c | “the dredging contract was let without a survey” |\n\n<p>raw <b>tags</b></p>\n\n[^1]: See [the minutes](Https://example.org).\n",
    );
    let page = page(&bench, "d.md");
    sound(&page);
    let pane =
        page.split("id=\"pane\"").nth(1).and_then(|r| r.split("</section>").next()).expect("the draft");
    for shown in [
        "<p class=\"heading first\" dir=\"auto\">On banks</p>",
        "<strong>wrote</strong>",
        "<em>",
        "&amp; left",
        "<code>code</code>",
        "<td dir=\"auto\">c</td>",
        "<th scope=\"col\">a</th>",
    ] {
        assert!(pane.contains(shown), "{shown}\n{pane}");
    }
    for mark in ["**", "`code`", "](", "|---", "&lt;b&gt;", "&amp;amp;", "[^1]"] {
        assert!(!pane.contains(mark), "{mark}\n{pane}");
    }
    assert!(pane.contains("<blockquote dir=\"auto\">") && pane.contains("raw "), "{pane}");
}

#[test]
fn findings_within_findings_have_their_places() {
    let bench = Bench::with_demo();
    bench.write(
        "d.txt",
        "On June 31, 1973 he wrote “The bank must extend the loan on June 31, 1973 until the first of October, 1931” there.\n\nEnd.\n",
    );
    let page = page(&bench, "d.txt");
    sound(&page);
    assert!(page.contains("data-of="), "{page}");
}

#[test]
fn several_drafts_have_a_page_each_and_a_list() {
    let bench = Bench::with_demo();
    bench.write("book/a/b.md", "It fell on June 31, 1973.\n");
    bench.write("book/a-b.md", "Nothing of note.\n");
    bench.stdout(&["check", "book", "--against", "harbour/archive", "--format", "html"], &[3]);
    bench.stdout(&["check", "book", "--against", "harbour/archive", "-o", "pages/"], &[1]);
    let list = std::fs::read_to_string(bench.path("pages/index.html")).expect("the list");
    let pages = values(&list, "href");
    assert_eq!(pages, ["./book-a-b.md.html", "./book-a-b.md-2.html"]);
    assert!(list.contains("book/a/b.md</bdi></a></th><td>1</td>"), "{list}");
    for name in pages {
        sound(&std::fs::read_to_string(bench.path("pages").join(name)).expect("a page"));
    }
}

#[test]
fn what_became_of_each_finding_is_told_in_every_format() {
    let bench = Bench::new();
    bench.write("s/bank.txt", "The bank may extend the loan until the first of October.\n");
    bench.write("s/pilots.txt", "And the lamps on the mole have been dark since Candlemas.\n");
    let kept = "She wrote “the lamps on the mole have been dark since Martinmas” too.";
    bench.write(
        "d.md",
        format!(
            "He wrote “the bank must extend the loan until the first of October” then.\n\n{kept}\n\nThey wrote “no herring was ever counted twice by an honest clerk” once.\n"
        ),
    );
    bench.stdout(&["check", "d.md", "--against", "s", "-o", "before.json"], &[1]);
    let check = |more: &[&str]| {
        let all = [&["check", "d.md", "--against", "s", "--baseline", "before.json"], more].concat();
        let out = bench.run(&all);
        (String::from_utf8(out.stdout).expect("UTF-8"), out.status.code())
    };
    assert!(
        check(&["-q"]).0.contains("since the earlier report: 0 new, 0 changed, 0 moved, 3 unchanged, 0 gone")
    );
    // A date put in, a word mended, lines moved, a quotation taken out.
    bench.write(
        "d.md",
        format!(
            "It was June 31, 1973.\n\nHe wrote “the bank may extend the loan until the first of October” then.\n\n{}\n",
            kept.replace("lamps on", "lamps\non")
        ),
    );
    let (said, code) = check(&[]);
    assert_eq!(code, Some(1));
    for line in [
        "d.md:1:8: warning date/impossible (new): there is no 1973-06-31",
        "d.md:3:11: settled: quotation/altered is now quotation/verbatim: “the bank must extend the loan until the first of October”",
        "d.md: gone (was in line 5): quotation/",
        "since the earlier report: 1 new, 1 changed, 0 moved, 1 unchanged, 1 gone",
    ] {
        assert!(said.contains(line), "{line}\n{said}");
    }
    assert!(!said.contains("Martinmas"), "what is unchanged is counted only\n{said}");
    assert!(check(&["-v"]).0.contains("quotation/altered (unchanged): "));
    let (json, _) = check(&["--json"]);
    let lines: Vec<serde_json::Value> =
        json.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
    support::validate(&lines, "check.json");
    assert_eq!(lines.iter().filter(|l| l["type"] == "gone").count(), 1);
    assert_eq!(lines.last().expect("a summary")["since"]["unchanged"], 1);
    let (sarif, _) = check(&["--format", "sarif"]);
    let log: serde_json::Value = serde_json::from_str(&sarif).expect("JSON");
    let states: Vec<&str> = log["runs"][0]["results"]
        .as_array()
        .expect("results")
        .iter()
        .filter_map(|r| r["baselineState"].as_str())
        .collect();
    for state in ["new", "updated", "unchanged", "absent"] {
        assert!(states.contains(&state), "{state}");
    }
    assert!(check(&["--format", "csv"]).0.contains(",changed,\r\n"));
    let html = check(&["--format", "html"]).0;
    sound(&html);
    assert!(html.contains("data-since=\"new\"") && html.contains("Gone since the earlier report"));
    // What is chosen is chosen of both.
    assert!(check(&["--only", "date"]).0.contains("1 new, 0 changed, 0 moved, 0 unchanged, 0 gone"));
    bench.write("before.json", "nothing\n");
    assert_eq!(check(&[]).1, Some(3));
}
