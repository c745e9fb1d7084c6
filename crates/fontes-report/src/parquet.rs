//! Reuse as Apache Parquet: one row a pair, the columns of the comma-separated form, typed. Places
//! and counts are 32-bit unsigned integers, measures are floats, the rest is UTF-8.

use crate::reuse::{Row, earlier, row, some};
use fontes_check::reuse::{Aside, Corpus, Found, Reuse};
use parquet::basic::{Compression, ZstdLevel};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::Result;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use std::io::{self, Write};
use std::sync::Arc;

/// Pairs written as one row group.
const GROUP: usize = 50_000;

const SIDE: &str = "
    REQUIRED BYTE_ARRAY {}_path (UTF8);
    REQUIRED BYTE_ARRAY {}_id (UTF8);
    REQUIRED BYTE_ARRAY {}_date (UTF8);
    REQUIRED INT32 {}_start (INTEGER(32,false));
    REQUIRED INT32 {}_end (INTEGER(32,false));
    REQUIRED INT32 {}_byte_start (INTEGER(32,false));
    REQUIRED INT32 {}_byte_end (INTEGER(32,false));
    REQUIRED BYTE_ARRAY {}_page (UTF8);
    REQUIRED BYTE_ARRAY {}_text (UTF8);";

fn schema(all: bool) -> String {
    format!(
        "message reuse {{
    REQUIRED FLOAT score;
    REQUIRED INT32 words (INTEGER(32,false));
    REQUIRED FLOAT bits;
    REQUIRED BYTE_ARRAY earlier (UTF8);{}{}{}
}}",
        SIDE.replace("{}", "a"),
        SIDE.replace("{}", "b"),
        if all { "\n    REQUIRED BYTE_ARRAY set_aside (UTF8);" } else { "" }
    )
}

enum Column {
    Text(Vec<ByteArray>),
    Number(Vec<i32>),
    Measure(Vec<f32>),
}

/// Parquet keeps unsigned integers in signed words of the same bits.
const fn word(n: u32) -> i32 {
    n.cast_signed()
}

fn side(rows: &[Row]) -> Vec<Column> {
    let text = |f: &dyn Fn(&Row) -> &str| Column::Text(rows.iter().map(|r| f(r).into()).collect());
    let number = |f: &dyn Fn(&Row) -> u32| Column::Number(rows.iter().map(|r| word(f(r))).collect());
    vec![
        text(&|r| &r.path),
        text(&|r| &r.id),
        text(&|r| &r.date),
        number(&|r| r.start),
        number(&|r| r.end),
        number(&|r| r.byte_start),
        number(&|r| r.byte_end),
        text(&|r| &r.page),
        text(&|r| &r.text),
    ]
}

fn columns(corpus: &dyn Corpus, found: &Found, reuses: &[Reuse]) -> io::Result<Vec<Column>> {
    let a: Vec<Row> = reuses.iter().map(|r| row(corpus, found, r.a, r.a_span)).collect::<io::Result<_>>()?;
    let b: Vec<Row> = reuses.iter().map(|r| row(corpus, found, r.b, r.b_span)).collect::<io::Result<_>>()?;
    let first = a.iter().zip(&b).map(|(a, b)| earlier(some(&a.date), some(&b.date)).unwrap_or("").into());
    let mut out = vec![
        Column::Measure(reuses.iter().map(|r| r.score).collect()),
        Column::Number(reuses.iter().map(|r| word(r.words)).collect()),
        Column::Measure(reuses.iter().map(|r| r.bits).collect()),
        Column::Text(first.collect()),
    ];
    out.extend(side(&a));
    out.extend(side(&b));
    if found.all {
        out.push(Column::Text(reuses.iter().map(|r| r.aside.map_or("", Aside::name).into()).collect()));
    }
    Ok(out)
}

/// Writes the pairs; where all is asked for, with why each is set aside otherwise. Duplicates are whole documents and stand in the JSON only.
///
/// # Errors
/// When the output cannot be written or a document can no longer be read.
pub fn write(out: impl Write + Send, corpus: &dyn Corpus, found: &Found) -> io::Result<()> {
    let wrong = |e: parquet::errors::ParquetError| io::Error::other(e.to_string());
    let schema = Arc::new(parse_message_type(&schema(found.all)).map_err(wrong)?);
    let properties = Arc::new(
        WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_created_by(concat!("fontes ", env!("CARGO_PKG_VERSION")).into())
            .build(),
    );
    let mut writer = SerializedFileWriter::new(out, schema, properties).map_err(wrong)?;
    for reuses in found.reuses.chunks(GROUP) {
        let columns = columns(corpus, found, reuses)?;
        let mut group = || -> Result<()> {
            let mut rows = writer.next_row_group()?;
            for column in &columns {
                let Some(mut writer) = rows.next_column()? else { break };
                match (column, writer.untyped()) {
                    (Column::Text(v), ColumnWriter::ByteArrayColumnWriter(w)) => {
                        w.write_batch(v, None, None)?
                    }
                    (Column::Number(v), ColumnWriter::Int32ColumnWriter(w)) => {
                        w.write_batch(v, None, None)?
                    }
                    (Column::Measure(v), ColumnWriter::FloatColumnWriter(w)) => {
                        w.write_batch(v, None, None)?
                    }
                    _ => {
                        return Err(parquet::errors::ParquetError::General(
                            "a column of another type".into(),
                        ));
                    }
                };
                writer.close()?;
            }
            rows.close()?;
            Ok(())
        };
        group().map_err(wrong)?;
    }
    writer.close().map_err(wrong)?;
    Ok(())
}
