//! The workbench: a local page on an archive, where a draft is read beside its sources and its findings are decided.
