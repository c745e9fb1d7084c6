#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| fontes_fuzz::run("quotations", data));
