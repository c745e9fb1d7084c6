//! Where in a spreadsheet is each cell? The library gives the words of cells in order; the sheet's own part says their places.

use crate::package::Package;
use crate::xml::{Step, attribute, walk};

/// The addresses of the cells that hold something, sheet by sheet, in the order of the workbook; empty where they cannot be told.
pub(super) fn addresses(bytes: &[u8]) -> Vec<Vec<String>> {
    read(bytes).unwrap_or_default()
}

fn read(bytes: &[u8]) -> Option<Vec<Vec<String>>> {
    let mut package = Package::open(bytes).ok()?;
    let mut targets: Vec<(String, String)> = Vec::new();
    walk(&package.text("xl/_rels/workbook.xml.rels").ok()?, |_, step| {
        if let Step::Start { element, name: "Relationship", .. } = step
            && let (Some(id), Some(to)) = (attribute(element, "Id"), attribute(element, "Target"))
        {
            targets.push((id, to));
        }
    })
    .ok()?;
    let mut sheets: Vec<String> = Vec::new();
    walk(&package.text("xl/workbook.xml").ok()?, |_, step| {
        if let Step::Start { element, name: "sheet", .. } = step {
            sheets.push(attribute(element, "id").unwrap_or_default());
        }
    })
    .ok()?;
    let part = |id: &String| {
        let to = &targets.iter().find(|t| t.0 == *id)?.1;
        Some(to.strip_prefix('/').map_or_else(|| format!("xl/{to}"), str::to_owned))
    };
    sheets.iter().map(|id| filled(&package.text(&part(id)?).ok()?)).collect()
}

/// The addresses of the cells of a sheet that have a value.
fn filled(xml: &str) -> Option<Vec<String>> {
    let mut out: Vec<String> = Vec::new();
    let (mut here, mut holds, mut value) = (String::new(), false, false);
    walk(xml, |_, step| match step {
        Step::Start { element, name: "c", empty: false } => {
            here = attribute(element, "r").unwrap_or_default();
            holds = false;
        }
        Step::Start { name: "v" | "t", empty: false, .. } => value = true,
        Step::End { name: "v" | "t" } => value = false,
        Step::Text(t) => holds |= value && !t.is_empty(),
        Step::End { name: "c" } if holds => out.push(std::mem::take(&mut here)),
        _ => {}
    })
    .ok()?;
    out.iter().all(|a| !a.is_empty()).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::filled;

    #[test]
    fn cells_that_hold_something_have_addresses() {
        let xml = "<worksheet><sheetData><row r='3'><c r='B3' t='s'><v>0</v></c><c r='C3' s='1'/><c r='D3' t='inlineStr'><is><t>x</t></is></c></row></sheetData></worksheet>";
        assert_eq!(filled(xml), Some(vec!["B3".to_owned(), "D3".to_owned()]));
        assert_eq!(filled("<worksheet><c><v>1</v></c></worksheet>"), None);
    }
}
