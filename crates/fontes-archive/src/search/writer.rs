//! How is the search index written?

use super::entry::Searchable;
use super::schema::{Fields, compare, guarded, open};
use crate::folder::Folder;
use crate::search_files::{self, Files};
use crate::{Error, Result};
use tantivy::{IndexReader, IndexWriter, TantivyDocument, Term};

/// Memory that the index writer may use before it writes a part to disk.
const WRITER_MEMORY: usize = 96 << 20;

/// The writing side.
pub(crate) struct SearchWriter {
    writer: IndexWriter,
    fields: Fields,
    files: Files,
}

impl SearchWriter {
    /// Opens the index in the folder of an archive. `summed` says that it must say what it is, `whole` how many documents it must
    /// have at least.
    ///
    /// # Errors
    /// [`Error::Damaged`] when it is to be made again.
    pub(crate) fn open(archive: &Folder, summed: bool, whole: u64) -> Result<Self> {
        let path = archive.path().join("search");
        let folder = archive.make_folder("search").map_err(Error::io(&path))?;
        let files = Files::open(folder, summed)?;
        files.sweep().map_err(Error::io(&path))?;
        files.verify()?;
        let (index, fields) = open(&files)?;
        let writer = guarded(&files, || {
            if files.is_old() {
                compare(&index, &files)?;
            }
            files.settle().map_err(Error::io(&path))?;
            let reader = index.reader_builder().reload_policy(tantivy::ReloadPolicy::Manual).try_into()?;
            if IndexReader::searcher(&reader).num_docs() < whole {
                return Err(Error::derived(&path, "it lacks documents of the archive"));
            }
            Ok(index.writer_with_num_threads(1, WRITER_MEMORY)?)
        })?;
        Ok(Self { writer, fields, files })
    }

    /// Takes an index away, and begins an empty one.
    pub(crate) fn anew(archive: &Folder) -> Result<Self> {
        let path = archive.path().join("search");
        let folder = archive.make_folder("search").map_err(Error::io(&path))?;
        search_files::clear(&folder).map_err(Error::io(&path))?;
        Self::open(archive, false, 0)
    }

    /// Forgets what an unfinished run wrote of this segment.
    pub(crate) fn clear(&self, segment: u32) {
        self.writer.delete_term(Term::from_field_u64(self.fields.segment, u64::from(segment)));
    }

    /// Adds a document.
    pub(crate) fn add(&self, segment: u32, ordinal: u32, entry: Searchable) -> Result<()> {
        let f = &self.fields;
        let mut doc = TantivyDocument::new();
        doc.add_text(f.text, entry.text);
        for (field, words) in [
            (f.forms, entry.forms),
            (f.title, entry.title),
            (f.author, entry.author),
            (f.people, entry.people),
        ] {
            if !words.is_empty() {
                doc.add_text(field, words);
            }
        }
        doc.add_text(f.path, entry.path);
        doc.add_text(f.kind, entry.kind);
        doc.add_text(f.folder, entry.folder);
        for (field, value) in
            [(f.ending, entry.ending), (f.language, entry.language), (f.author_name, entry.author_name)]
        {
            if let Some(value) = value {
                doc.add_text(field, value);
            }
        }
        if let Some((first, last)) = entry.days {
            doc.add_u64(f.first_day, u64::from(first));
            doc.add_u64(f.last_day, u64::from(last));
        }
        doc.add_u64(f.document, u64::from(segment) << 32 | u64::from(ordinal));
        doc.add_u64(f.segment, u64::from(segment));
        self.writer.add_document(doc)?;
        Ok(())
    }

    pub(crate) fn commit(&mut self) -> Result<()> {
        let (files, writer) = (&self.files, &mut self.writer);
        guarded(files, || Ok(writer.commit().map(drop)?))
    }

    /// Lets merges that are under way end.
    pub(crate) fn finish(self) -> Result<()> {
        let (files, writer) = (self.files, self.writer);
        guarded(&files, || Ok(writer.wait_merging_threads()?))
    }
}
