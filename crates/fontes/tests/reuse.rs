//! Does `reuse` find what was copied, say where, and keep still about what was not?

mod support;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use support::{Bench, root};

const PASSAGE: &str = "The lamplighter climbed the western mole at dusk and counted eleven herring boats \
    riding low, each with a lantern of green glass tied to its mast against the fog.";
const CHANGED: &str = "The lamplighter climbed the western mole at dawn and counted seven herring boats \
    riding low, each with a lantern of green glass tied to its mast.";

/// Prose without repetition: every sentence draws its words from a seeded list.
fn prose(seed: u64, sentences: usize) -> String {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = |n: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % n
    };
    let syllables = [
        "ba", "ko", "ri", "sul", "men", "tar", "ve", "lor", "pim", "dra", "ghe", "no", "zul", "wex", "fi",
        "cham",
    ];
    let mut out = String::new();
    for _ in 0..sentences {
        for w in 0..12 {
            let parts = 2 + next(3);
            let word: String = (0..parts).map(|_| syllables[next(16) as usize]).collect();
            out += &if w == 0 { word[..1].to_uppercase() + &word[1..] } else { word };
            out += if w == 11 { ". " } else { " " };
        }
    }
    out
}

fn corpus(bench: &Bench, records: &[Value]) {
    let lines: String = records.iter().map(|r| format!("{r}\n")).collect();
    bench.write("corpus.jsonl", lines);
}

fn small(bench: &Bench) -> Vec<Value> {
    let records = vec![
        json!({"id": "gazette", "date": "1931-05-02", "series": "press", "text": format!("{} {PASSAGE} {}", prose(1, 8), prose(2, 8))}),
        json!({"id": "echo", "date": "1931-05-09", "series": "press", "text": format!("{} {CHANGED} {}", prose(3, 8), prose(4, 8))}),
        json!({"id": "memoir", "date": "1958", "series": "books", "text": format!("{} {PASSAGE} {}", prose(5, 8), prose(6, 8))}),
        json!({"id": "other", "series": "books", "text": prose(7, 20)}),
    ];
    corpus(bench, &records);
    records
}

fn validate(lines: &[Value]) {
    let text = std::fs::read_to_string(root().join("docs/schema/reuse.json")).expect("the schema");
    let schema = jsonschema::validator_for(&serde_json::from_str(&text).expect("JSON")).expect("a schema");
    for line in lines {
        let wrong: Vec<String> =
            schema.iter_errors(line).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(wrong.is_empty(), "{wrong:?}\n{line}");
    }
}

fn slices(place: &Value, text: &str) {
    let n = |key: &str| place[key].as_u64().expect("a number") as usize;
    let words = text.get(n("byte_start")..n("byte_end")).expect("on characters");
    if let Some(said) = place["text"].as_str() {
        assert_eq!(words, said);
    }
    let points: String = text.chars().skip(n("start")).take(n("end") - n("start")).collect();
    assert_eq!(points, words);
}

fn pairs(lines: &[Value]) -> BTreeSet<(String, String)> {
    let id = |side: &Value| side["id"].as_str().expect("an id").to_owned();
    lines.iter().filter(|l| l["type"] == "reuse").map(|l| (id(&l["a"]), id(&l["b"]))).collect()
}

fn both(a: &str, b: &str) -> (String, String) {
    (a.into(), b.into())
}

#[test]
fn pairs_say_where_and_what_changed() {
    let bench = Bench::new();
    let records = small(&bench);
    let lines = bench.json(&["reuse", "corpus.jsonl", "--format", "jsonl", "-q", "--with-text"], &[1]);
    validate(&lines);
    assert_eq!(
        pairs(&lines),
        [both("gazette", "echo"), both("gazette", "memoir"), both("echo", "memoir")].into()
    );
    let text = |side: &Value| {
        let record = records.iter().find(|r| r["id"] == side["id"]).expect("a record");
        record["text"].as_str().expect("text").to_owned()
    };
    for l in lines.iter().filter(|l| l["type"] == "reuse") {
        for side in ["a", "b"] {
            let text = text(&l[side]);
            slices(&l[side], &text);
            let mut at = l[side]["byte_start"].as_u64();
            for s in l["segments"].as_array().expect("a list") {
                if s[side].is_object() {
                    slices(&s[side], &text);
                    assert!(s[side]["byte_start"].as_u64() >= at, "segments stand in order");
                    at = s[side]["byte_end"].as_u64();
                }
            }
            assert_eq!(at, l[side]["byte_end"].as_u64(), "segments reach the end");
            l["changes"].as_array().expect("a list").iter().for_each(|c| slices(&c[side], &text));
        }
    }
    let first = lines.iter().find(|l| l["b"]["id"] == "echo").expect("the pair");
    assert_eq!(first["earlier"], "a");
    let changed: Vec<(&str, &str)> = first["changes"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|c| (c["a"]["text"].as_str().expect("words"), c["b"]["text"].as_str().expect("words")))
        .collect();
    assert_eq!(changed, [("dusk", "dawn"), ("eleven", "seven")]);
}

#[test]
fn clusters_and_collations_show_all_witnesses() {
    let bench = Bench::new();
    small(&bench);
    let lines = bench.json(&["reuse", "corpus.jsonl", "--clusters", "--format", "jsonl", "-q"], &[1]);
    validate(&lines);
    assert_eq!(lines[0]["size"], 3);
    assert_eq!(lines[0]["earliest"], "A");
    assert_eq!(lines[0]["witnesses"][0]["id"], "gazette");
    let mut shown = String::new();
    for form in ["text", "tei", "html"] {
        shown += &bench.show(&["reuse", "corpus.jsonl", "--clusters", "--collate", form, "-q"]);
        shown.push('\n');
    }
    insta::assert_snapshot!("collations", shown);
}

#[test]
fn tables_hold_the_same_pairs() {
    let bench = Bench::new();
    small(&bench);
    bench.stdout(&["reuse", "corpus.jsonl", "-q", "-o", "out.csv"], &[1]);
    let csv = std::fs::read_to_string(bench.path("out.csv")).expect("the table");
    assert_eq!(csv.matches("\r\n").count(), 4);
    assert!(csv.starts_with("score,words,bits,earlier,a_path,a_id"));
    bench.stdout(&["reuse", "corpus.jsonl", "-q", "-o", "out.parquet"], &[1]);
    let parquet = std::fs::read(bench.path("out.parquet")).expect("the table");
    assert!(parquet.starts_with(b"PAR1") && parquet.ends_with(b"PAR1"));
}

#[test]
fn series_dates_and_new_documents_narrow_the_pairs() {
    let bench = Bench::new();
    small(&bench);
    let run = |more: &[&str]| {
        let mut arguments = vec!["reuse", "corpus.jsonl", "--format", "jsonl", "-q"];
        arguments.extend(more);
        pairs(&bench.json(&arguments, &[0, 1]))
    };
    assert_eq!(run(&["--within", "inside"]), [both("gazette", "echo")].into());
    assert_eq!(run(&["--within", "across"]), [both("gazette", "memoir"), both("echo", "memoir")].into());
    assert_eq!(run(&["--since", "1931-05-05"]), [both("echo", "memoir")].into());
    for (seed, name, text) in
        [(40, "old/a.txt", PASSAGE), (50, "old/b.txt", CHANGED), (60, "new/c.txt", PASSAGE)]
    {
        bench.write(name, format!("{} {text} {}", prose(seed, 9), prose(seed + 1, 9)));
    }
    bench.stdout(&["index", "old", "new", "--archive", "a", "-q"], &[0]);
    let lines = bench.json(&["reuse", "--archive", "a", "--new", "new", "--format", "jsonl", "-q"], &[1]);
    let paths: BTreeSet<(&str, &str)> = lines
        .iter()
        .filter(|l| l["type"] == "reuse")
        .filter_map(|l| Some((l["a"]["path"].as_str()?, l["b"]["path"].as_str()?)))
        .collect();
    assert_eq!(paths, [("old/a.txt", "new/c.txt"), ("old/b.txt", "new/c.txt")].into());
}

#[test]
fn the_same_bytes_for_any_threads_and_the_same_pairs_for_any_memory() {
    let bench = Bench::new();
    let mut records = Vec::new();
    for i in 0..60u64 {
        let mut text = prose(100 + i, 500);
        if i % 7 == 0 {
            text = format!("{} {PASSAGE} {}", prose(900 + i, 250), prose(500 + i, 250));
        }
        records.push(json!({"id": format!("d{i}"), "text": text}));
    }
    corpus(&bench, &records);
    let run = |more: &[&str]| {
        let mut arguments = vec!["reuse", "corpus.jsonl", "--format", "jsonl", "-q"];
        arguments.extend(more);
        bench.stdout(&arguments, &[1])
    };
    let whole = run(&["--threads", "1"]);
    assert_eq!(whole, run(&["--threads", "3"]));
    let read =
        |s: &str| -> Vec<Value> { s.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect() };
    let found = pairs(&read(&whole));
    assert_eq!(found.len(), 9 * 8 / 2);
    assert_eq!(found, pairs(&read(&run(&["--memory", "10M"]))));
}

#[test]
fn scripts_of_other_kinds_are_compared_alike() {
    // Hebrew with points and without, Arabic with vowels and without, scripts that write no spaces.
    let pairs = [
        (
            "בָּעֶרֶב הִדְלִיק הַשּׁוֹמֵר אֶת הַפָּנָס הַיָּרֹק שֶׁעַל הַמֵּזַח הַמִּזְרָחִי וְסָפַר אַחַת עֶשְׂרֵה סִירוֹת דַּיִג שֶׁחָזְרוּ כְּבֵדוֹת מִן הַיָּם הַסּוֹעֵר",
            "בערב הדליק השומר את הפנס הירק שעל המזח המזרחי וספר אחת עשרה סירות דיג שחזרו כבדות מן הים הסוער",
        ),
        (
            "في المساء أشعل الحارس الفانوس الأخضر فوق الرصيف الشرقي وعد إحدى عشرة سفينة صيد عادت ثقيلة من البحر الهائج",
            "في المَساءِ أشعلَ الحارسُ الفانوسَ الأخضرَ فوق الرصيفِ الشرقيِّ وعدَّ إحدى عشرةَ سفينةَ صيدٍ عادت ثقيلةً من البحرِ الهائجِ",
        ),
        (
            "傍晚守灯人点亮了东码头上的绿色灯笼数了十一条从风浪中满载归来的渔船然后把账本交给了港务局的老书记",
            "傍晚守灯人点亮了东码头上的绿色灯笼数了十二条从风浪中满载归来的渔船然后把账本交给了港务局的老书记",
        ),
        (
            "夕方になると灯台守は東の埠頭の緑のランタンに火をともし荒れた海から戻ってきた十一隻の漁船を数えて帳簿に書きつけた",
            "夕方になると灯台守は東の埠頭の青のランタンに火をともし荒れた海から戻ってきた十一隻の漁船を数えて帳簿に書きつけた",
        ),
        (
            "ในตอนเย็นผู้เฝ้าประภาคารจุดโคมไฟสีเขียวบนท่าเรือด้านตะวันออกและนับเรือประมงสิบเอ็ดลำที่กลับมาจากทะเลที่ปั่นป่วน",
            "ในตอนเย็นผู้เฝ้าประภาคารจุดโคมไฟสีแดงบนท่าเรือด้านตะวันออกและนับเรือประมงสิบเอ็ดลำที่กลับมาจากทะเลที่ปั่นป่วน",
        ),
    ];
    let bench = Bench::new();
    let records: Vec<Value> = pairs
        .iter()
        .enumerate()
        .flat_map(|(i, (a, b))| {
            let around = |seed: u64, text: &str| format!("{}{text}. {}", prose(seed, 3), prose(seed + 1, 3));
            let i = i as u64;
            [
                json!({"id": format!("{i}a"), "text": around(i * 10, a)}),
                json!({"id": format!("{i}b"), "text": around(i * 10 + 5, b)}),
            ]
        })
        .collect();
    corpus(&bench, &records);
    let lines = bench.json(&["reuse", "corpus.jsonl", "--format", "jsonl", "-q", "--with-text"], &[1]);
    let found: Vec<&Value> = lines.iter().filter(|l| l["type"] == "reuse").collect();
    assert_eq!(found.len(), pairs.len());
    for (line, (a, b)) in found.iter().zip(&pairs) {
        let text = |side: &str| line[side]["text"].as_str().expect("words").to_owned();
        // All of it, but for a letter at an edge.
        assert!(text("a").chars().count() + 2 >= a.chars().count(), "{line}");
        assert!(text("b").chars().count() + 2 >= b.chars().count(), "{line}");
        for side in ["a", "b"] {
            let id = line[side]["id"].as_str().expect("an id");
            let record = records.iter().find(|r| r["id"] == id).expect("known");
            slices(&line[side], record["text"].as_str().expect("a text"));
        }
    }
}

#[test]
fn duplicates_are_told_once_and_formulas_not_at_all() {
    let bench = Bench::new();
    let text = prose(11, 30);
    let mut records = vec![
        json!({"id": "a", "text": text.clone()}),
        json!({"id": "b", "text": text.replace("bako", "bakko")}),
    ];
    for i in 0..40u64 {
        let formula = "Be it hereby enacted by the council of the town in its regular sitting that the following shall hold:";
        records.push(json!({"id": format!("act{i}"), "text": format!("{formula} {}", prose(200 + i, 12))}));
    }
    corpus(&bench, &records);
    let lines = bench.json(&["reuse", "corpus.jsonl", "--format", "jsonl", "-q"], &[1]);
    validate(&lines);
    let of = |kind: &str| lines.iter().filter(|l| l["type"] == kind).count();
    assert_eq!((of("duplicate"), of("reuse")), (1, 0));
    let summary = lines.last().expect("a summary");
    let aside = summary["set_aside"].as_object().expect("counts");
    assert!(aside.values().filter_map(Value::as_u64).sum::<u64>() > 0, "{summary}");
    let all = bench.json(&["reuse", "corpus.jsonl", "--format", "jsonl", "-q", "--all"], &[1]);
    validate(&all);
    let told: Vec<&Value> = all.iter().filter(|l| l["type"] == "reuse").collect();
    assert!(told.len() > 40);
    // Each is told with the reason for which it is set aside, in every form.
    assert!(told.iter().all(|l| l["set_aside"].is_string()), "{}", told[0]);
    bench.stdout(&["reuse", "corpus.jsonl", "-q", "--all", "-o", "all.csv"], &[1]);
    let csv = std::fs::read_to_string(bench.path("all.csv")).expect("the table");
    assert!(csv.lines().next().is_some_and(|head| head.ends_with(",set_aside")));
    assert!(
        csv.lines()
            .skip(1)
            .all(|row| row.ends_with(",stock") || row.ends_with(",list") || row.ends_with(",common"))
    );
}

#[test]
fn editions_that_are_one_text_are_collated_when_that_is_asked_for() {
    let bench = Bench::new();
    let text = format!("{} {PASSAGE} {}", prose(21, 20), prose(22, 20));
    let edition = |id: &str, date: &str, from: &str, to: &str| json!({"id": id, "date": date, "text": text.replace(from, to)});
    let records = vec![
        edition("first", "1841", "", ""),
        edition("second", "1857", "dusk", "dawn"),
        edition("third", "1863", "herring", "mackerel"),
        edition("reprint", "1870", "herring", "mackerel"),
        // What somebody else took of it is a passage of its own.
        json!({"id": "memoir", "date": "1880", "text": format!("{} {PASSAGE} {}", prose(23, 8), prose(24, 8))}),
    ];
    corpus(&bench, &records);
    let lines = bench.json(&["reuse", "corpus.jsonl", "--format", "jsonl", "-q"], &[1]);
    let of = |lines: &[Value], kind: &str| lines.iter().filter(|l| l["type"] == kind).count();
    assert!(pairs(&lines).iter().all(|p| p.1 == "memoir"), "{:?}", pairs(&lines));
    assert!(of(&lines, "duplicate") >= 3);
    let clusters = ["reuse", "corpus.jsonl", "--clusters", "--format", "jsonl", "-q"];
    assert_eq!(of(&bench.json(&clusters, &[1]), "cluster"), 1);
    let lines = bench.json(&[&clusters[..], &["--duplicates"]].concat(), &[1]);
    validate(&lines);
    let sizes: BTreeSet<u64> = lines.iter().filter_map(|l| l["size"].as_u64()).collect();
    assert_eq!(sizes, [4, 5].into(), "the text and its four editions, the passage and its five witnesses");
    let shown = bench
        .stdout(&["reuse", "corpus.jsonl", "--clusters", "--collate", "text", "--duplicates", "-q"], &[1]);
    assert!(shown.contains("dusk ] dawn  B") && shown.contains("herring ] mackerel  C D"), "{shown}");
    // Where there is nothing but duplicates, that is said.
    corpus(&bench, &records[..3]);
    let out = bench.run(&["reuse", "corpus.jsonl", "--clusters"]);
    assert_eq!(out.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&out.stderr).contains("--duplicates"));
}

#[test]
fn words_stand_in_json_lines_where_they_are_asked_for() {
    let bench = Bench::new();
    small(&bench);
    let run = |more: &[&str]| {
        bench.stdout(&[&["reuse", "corpus.jsonl", "--format", "jsonl", "-q"], more].concat(), &[1])
    };
    let (without, with) = (run(&[]), run(&["--with-text"]));
    assert!(!without.contains("lamplighter") && with.contains("lamplighter"));
    assert!(!run(&["--clusters"]).contains("lamplighter"));
    let read =
        |s: &str| -> Vec<Value> { s.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect() };
    validate(&read(&without));
    assert_eq!(pairs(&read(&without)), pairs(&read(&with)));
}

#[test]
fn texts_that_share_nothing_are_clean_and_wrong_calls_are_explained() {
    let bench = Bench::new();
    corpus(&bench, &[json!({"id": 1, "text": prose(1, 9)}), json!({"id": 2, "text": prose(2, 9)})]);
    assert_eq!(bench.run(&["reuse", "corpus.jsonl", "-q"]).status.code(), Some(0));
    std::fs::create_dir(bench.path("empty")).expect("made");
    let mut shown = String::new();
    for command in [
        &["reuse"][..],
        &["reuse", "no-such.jsonl"],
        &["reuse", "empty"],
        &["reuse", "corpus.jsonl", "--memory", "lots"],
        &["reuse", "corpus.jsonl", "--since", "yesterday"],
        &["reuse", "corpus.jsonl", "--format", "parquet"],
        &["reuse", "corpus.jsonl", "--max-df", "1"],
        &["reuse", "corpus.jsonl", "--new", "elsewhere"],
    ] {
        shown += &bench.show(command);
        shown.push('\n');
    }
    insta::assert_snapshot!("wrong_reuse_calls", shown);
}

#[test]
fn rewritten_passages_are_shown_by_their_preset() {
    let bench = Bench::new();
    let a = format!(
        "{} {PASSAGE} The pilots swore that no such fleet had come since the great storm of their fathers. {}",
        prose(1, 5),
        prose(2, 5)
    );
    let b = format!(
        "{} Counting eleven herring boats at dusk, riding low, the lamplighter climbed the mole in the west; a lantern of green glass was tied to each mast against the fog. Since the great storm of their fathers no such fleet had come, the pilots swore. {}",
        prose(3, 5),
        prose(4, 5)
    );
    bench.write("a.txt", &a);
    bench.write("b.txt", &b);
    let lines = bench.json(&["compare", "a.txt", "b.txt", "--preset", "paraphrase", "--json"], &[1]);
    assert_eq!(lines.len(), 1);
    slices(&lines[0]["a"], &a);
    slices(&lines[0]["b"], &b);
    assert_eq!(lines[0]["rewritten"], true);
    assert!(
        lines[0]["a"]["text"]
            .as_str()
            .is_some_and(|t| t.starts_with("The lamplighter") && t.ends_with("fathers"))
    );
}

#[test]
fn identical_documents_are_told_however_many_they_are() {
    let bench = Bench::new();
    let text = format!("{} {PASSAGE} {}", prose(11, 6), prose(12, 6));
    for n in [2usize, 3, 99, 101, 150, 300] {
        let mut records: Vec<Value> =
            (0..n).map(|i| json!({"id": format!("d{i:03}"), "text": text})).collect();
        records.push(json!({"id": "memoir", "text": format!("{} {PASSAGE} {}", prose(15, 8), prose(16, 8))}));
        corpus(&bench, &records);
        let lines = bench.json(&["reuse", "corpus.jsonl", "--format", "jsonl"], &[1]);
        validate(&lines);
        let told: BTreeSet<&str> = lines
            .iter()
            .filter(|l| l["type"] == "duplicate")
            .flat_map(|l| [l["a"]["id"].as_str(), l["b"]["id"].as_str()])
            .flatten()
            .collect();
        assert_eq!(told.len(), n, "each of {n} documents is in a pair");
        let groups: Vec<usize> =
            lines.iter().filter_map(|l| l["documents"].as_array().map(Vec::len)).collect();
        assert_eq!(groups, if n > 2 { vec![n] } else { vec![] });
        // What another took of them is no common property.
        assert!(lines.iter().any(|l| l["type"] == "reuse" && l["b"]["id"] == "memoir"), "{n}");
        let shown = bench.stdout(&["reuse", "corpus.jsonl"], &[1]);
        assert!(shown.contains(&format!("d{:03}", n - 1)), "{n}");
    }
    bench.stdout(&["index", "corpus.jsonl", "--archive", "a", "-q"], &[0]);
    bench.write("new.txt", &text);
    bench.stdout(&["index", "corpus.jsonl", "new.txt", "--archive", "a", "-q"], &[0]);
    let lines = bench.json(&["reuse", "--archive", "a", "--new", "new.txt", "--format", "jsonl"], &[1]);
    validate(&lines);
    assert!(lines.iter().any(|l| l["type"] == "duplicate" && l["b"]["path"] == "new.txt"));
    assert!(lines.iter().any(|l| l["type"] == "identical" && l["count"] == 301), "{lines:?}");
}
