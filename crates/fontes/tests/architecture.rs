//! Does nothing flow back? core ← ingest, archive, check ← the binary; ingest, archive and check do
//! not see each other: an archive is to a check what `fontes_core::corpus` says.

use std::process::Command;

#[test]
fn crates_depend_as_drawn() {
    let out = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .output()
        .expect("cargo metadata");
    let metadata: serde_json::Value = serde_json::from_slice(&out.stdout).expect("JSON");
    let allowed = [
        ("fontes-core", &[][..]),
        ("fontes-ingest", &["fontes-core"]),
        ("fontes-archive", &["fontes-core"]),
        ("fontes-check", &["fontes-core"]),
        ("fontes-report", &["fontes-check", "fontes-core"]),
        ("fontes-kit", &["fontes-archive", "fontes-check", "fontes-core", "fontes-ingest", "fontes-report"]),
        ("fontes", &["fontes-archive", "fontes-check", "fontes-core", "fontes-kit", "fontes-report"]),
    ];
    let packages = metadata["packages"].as_array().expect("packages");
    assert_eq!(packages.len(), allowed.len());
    for p in packages {
        let name = p["name"].as_str().expect("a name");
        let mut ours: Vec<&str> = p["dependencies"]
            .as_array()
            .expect("dependencies")
            .iter()
            .filter_map(|d| d["name"].as_str())
            .filter(|d| d.starts_with("fontes"))
            .collect();
        ours.sort_unstable();
        ours.dedup();
        let wanted = allowed.iter().find(|a| a.0 == name).expect("a known crate").1;
        assert_eq!(ours, wanted, "{name}");
    }
}
