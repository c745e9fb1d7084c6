//! How does a tree become a text? White space collapsed, blocks parted by blank lines.

use fontes_core::text::{Block, BlockKind, Document, Page, Span};

/// Collects the text of a document, block by block.
#[derive(Default)]
pub(crate) struct Builder {
    text: String,
    blocks: Vec<Block>,
    pages: Vec<Page>,
    start: usize,
    kind: Option<BlockKind>,
    space: bool,
}

impl Builder {
    /// Ends the open block, if any, and says what the next one is.
    pub(crate) fn block(&mut self, kind: BlockKind) {
        let end = self.text.len();
        if end > self.start
            && let Ok(span) = Span::of(&self.text, self.start..end)
        {
            self.blocks.push(Block { kind: self.kind.unwrap_or(BlockKind::Paragraph), span });
        }
        if !self.text.is_empty() && end > self.start {
            self.text.push_str("\n\n");
        }
        self.start = self.text.len();
        self.kind = Some(kind);
        self.space = false;
    }

    /// Adds running text; white space is collapsed.
    pub(crate) fn words(&mut self, words: &str) {
        for c in words.chars() {
            if c.is_whitespace() && c != '\u{A0}' && c != '\u{202F}' {
                self.space = true;
                continue;
            }
            if self.space && self.text.len() > self.start && !self.text.ends_with('\n') {
                self.text.push(' ');
            }
            self.space = false;
            self.text.push(c);
        }
    }

    /// Adds text in which white space counts (`<pre>`).
    pub(crate) fn verbatim(&mut self, words: &str) {
        self.space = false;
        self.text.push_str(words);
    }

    /// A line break within a block.
    pub(crate) fn line(&mut self) {
        if self.text.len() > self.start {
            self.text.push('\n');
            self.space = false;
        }
    }

    /// A page begins here.
    pub(crate) fn page(&mut self, label: &str) {
        if let Ok(at) = u32::try_from(self.text.len()) {
            self.pages.push(Page { at, label: label.to_owned() });
        }
    }

    /// How much text there is, in bytes.
    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }

    /// The document.
    pub(crate) fn finish(mut self) -> Document {
        self.block(BlockKind::Paragraph);
        let kept = self.text.trim_end().len();
        self.text.truncate(kept);
        Document { text: self.text, blocks: self.blocks, pages: self.pages, ..Document::default() }
    }
}
