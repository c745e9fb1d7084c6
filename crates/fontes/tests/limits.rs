//! The table of limits says the numbers that stand in the code.

mod support;

/// The number that an expression of Rust stands for: `160 << 20`, `500_000`, `Duration::from_secs(30 * 24)`.
fn value(expression: &str) -> Option<u64> {
    let inner = expression
        .trim()
        .strip_prefix("Duration::from_secs(")
        .map_or(expression, |e| e.trim_end_matches(')'));
    let number = |s: &str| s.trim().replace('_', "").parse::<u64>().ok();
    if let Some((a, b)) = inner.split_once("<<") {
        return Some(number(a)? << number(b)?);
    }
    inner.split('*').map(number).try_fold(1, |so_far, n| Some(so_far * n?))
}

/// The number that a file gives a name: a constant, or a field of a `Default`.
fn in_code(file: &str, name: &str) -> Option<u64> {
    let text = std::fs::read_to_string(support::root().join("crates").join(file)).ok()?;
    if let Some(line) = text.lines().find(|l| l.contains(&format!("const {name}: "))) {
        return value(line.split_once('=')?.1.trim_end_matches(';'));
    }
    let field = format!("{name}: ");
    let places = text.match_indices(&field).map(|(i, _)| &text[i + field.len()..]);
    places.filter_map(|rest| value(rest.split([',', '}', '\n']).next()?)).next()
}

/// The number that the table says: `160 MB`, `20 s`, `500 000`.
fn said(cell: &str) -> Option<u64> {
    let unit = |s: &str| match s {
        "MB" => Some(1 << 20),
        "GB" => Some(1 << 30),
        "s" => Some(1),
        _ => None,
    };
    let words: Vec<&str> = cell.split_whitespace().collect();
    let (digits, times) = match words.split_last()? {
        (last, rest) if unit(last).is_some() => (rest.concat(), unit(last)?),
        _ => (words.concat(), 1),
    };
    Some(digits.parse::<u64>().ok()? * times)
}

#[test]
fn the_table_of_limits_is_true() {
    let text = std::fs::read_to_string(support::root().join("docs/limits.md")).expect("the table");
    let mut rows = 0;
    for line in text.lines().filter(|l| l.contains(".rs`")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [_, most, place] = cells[..] else { panic!("three cells: {line}") };
        let names: Vec<&str> = place.split('`').filter(|s| !s.trim().is_empty()).collect();
        let [file, name] = names[..] else { panic!("a file and a name: {line}") };
        let code = in_code(file, name);
        assert!(code.is_some(), "{file} has no {name}");
        assert_eq!(said(most), code, "{line}");
        rows += 1;
    }
    assert!(rows > 30, "{rows}");
}
