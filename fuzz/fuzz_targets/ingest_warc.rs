#![no_main]
libfuzzer_sys::fuzz_target!(
    // A panic that a reader catches is no find; one that comes out of the target ends it all the same.
    init: std::panic::set_hook(Box::new(|p| eprintln!("{p}"))),
    |data: &[u8]| fontes_fuzz::run("ingest_warc", data)
);
