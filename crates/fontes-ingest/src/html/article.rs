//! Which blocks of a web page are its article? What two readers of articles make of it, and what the page says of itself: its description, its
//! data, and that it is a forum or a shop's page.

use super::Region;
use crate::builder::Builder;
use dom_query::Document as Dom;
use fontes_core::text::{BlockKind, Document};
use serde_json::Value;
use std::collections::BTreeSet;

/// What two readers of articles make of a page: `dom_smoothie` (Readability) finds the article,
/// trafilatura has a vote. Both rewrite its text, so only the words are taken from them: which
/// words of the page they are is told by aligning the two.
pub(super) struct Main {
    found: Option<Vec<u64>>,
    voted: Option<Vec<u64>>,
}

/// The share of the words of the one reader that the other must find at first.
const ENOUGH: f64 = 0.7;

/// The share of a block's words that must be of the article.
const SHARE: f64 = 0.5;

impl Main {
    /// Takes the page apart; the document is used up.
    pub(super) fn of(dom: Dom) -> Self {
        let config =
            dom_smoothie::Config { text_mode: dom_smoothie::TextMode::Formatted, ..Default::default() };
        // What holds no words is most of many pages: trafilatura is spared it.
        dom.select("script:not([type='application/ld+json']), style, svg, link, iframe, template").remove();
        let slim = dom.html();
        let found = dom_smoothie::Readability::with_document(dom, None, Some(config))
            .ok()
            .and_then(|mut r| r.parse().ok())
            .map(|a| words(&a.text_content));
        // Its second thoughts (other extractors, compared) cost as much as its first: they are asked
        // for where the first finds much less than the other reader, or nothing.
        let ask = |again: bool| {
            let mut options = trafilatura::Options::default();
            options.focus = trafilatura::ExtractionFocus::FavorPrecision;
            options.exclude_comments = true;
            options.enable_fallback = again;
            options.html_date_mode = trafilatura::HtmlDateMode::Disabled;
            trafilatura::extract(&slim, &options).ok().map(|r| words(&r.content_text))
        };
        let little = |v: &Vec<u64>| (v.len() as f64) < ENOUGH * found.as_ref().map_or(0, Vec::len) as f64;
        let voted = ask(false).filter(|v| !v.is_empty() && !little(v)).or_else(|| ask(true));
        Self { found, voted }
    }

    /// Marks the blocks that are not of the article. If none is, all are left as they are.
    pub(super) fn mark(&self, d: &mut Document, regions: &[(Region, usize, usize)], hints: &Hints) {
        let blocks: Vec<Vec<u64>> =
            d.blocks.iter().map(|b| words(b.span.slice(&d.text).unwrap_or(""))).collect();
        let page: Vec<u64> = blocks.iter().flatten().copied().collect();
        let of = |said: &Option<Vec<u64>>| said.as_ref().map(|s| matched(&page, s));
        let (found, voted) = (of(&self.found), of(&self.voted));
        if found.is_none() && voted.is_none() {
            return;
        }
        let mut at = 0;
        let mut main: Vec<bool> = blocks
            .iter()
            .map(|block| {
                let range = at..at + block.len();
                at = range.end;
                let holds = |said: &Option<Vec<bool>>| {
                    said.as_ref().is_none_or(|s| {
                        let n = s[range.clone()].iter().filter(|m| **m).count();
                        n > 0 && n as f64 >= SHARE * block.len() as f64
                    })
                };
                holds(&found) && holds(&voted)
            })
            .collect();
        let seen = Seen::of(d, &blocks, regions);
        hints.add(&mut main, &blocks, &page, &seen);
        let Some(last) = main.iter().rposition(|m| *m) else { return };
        let mut within = false;
        for (i, (b, main)) in d.blocks.iter_mut().zip(main).enumerate() {
            // What the article quotes is of it, though a reader passes it by.
            let quoted = b.kind == BlockKind::Quotation && within && i < last;
            within = main || quoted;
            if !within {
                b.kind = BlockKind::Furniture;
            }
        }
    }
}

/// Which words of the page are those of the article, one after the other.
fn matched(page: &[u64], article: &[u64]) -> Vec<bool> {
    let mut out = vec![false; page.len()];
    for op in similar::capture_diff_slices(similar::Algorithm::Patience, page, article) {
        if let similar::DiffOp::Equal { old_index, len, .. } = op {
            out[old_index..old_index + len].fill(true);
        }
    }
    out
}

/// Hashes of the words of a text.
fn words(text: &str) -> Vec<u64> {
    use std::hash::{DefaultHasher, Hash, Hasher};
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(|w| {
            let mut h = DefaultHasher::new();
            w.to_lowercase().hash(&mut h);
            h.finish()
        })
        .collect()
}

/// What a page says of itself.
#[derive(Default)]
pub(super) struct Hints {
    /// The words of its description, which is the standfirst of many.
    description: BTreeSet<u64>,
    /// The article's words, in the page's data.
    body: Option<String>,
    /// Whether it is no article but a thread of a forum, questions and answers, a product.
    other: bool,
}

/// Types of schema.org for pages that are no article, and are read whole.
const OTHERS: [&str; 5] = ["DiscussionForumPosting", "QAPage", "FAQPage", "Product", "Recipe"];
/// Marks of the programs that forums run on.
const FORUMS: [&str; 6] = ["phpbb", "vbulletin", "xenforo", "discourse", "smf_", "mybb"];
/// Words that a standfirst has at least.
const STANDFIRST: usize = 8;
/// Blocks before the article in which it is looked for.
const BEFORE: usize = 8;
/// The share of links in a block from which on it is no text.
const LINKS: f64 = 0.3;
/// Words of an article in the page's data from which on it is taken where the page does not show it.
const BODY: usize = 50;

impl Hints {
    pub(super) fn of(dom: &Dom, description: Option<String>) -> Self {
        let mut out = Self {
            description: description.map_or_else(BTreeSet::new, |d| words(&d).into_iter().collect()),
            ..Self::default()
        };
        let mut types: Vec<String> = Vec::new();
        for node in dom.select("script[type='application/ld+json']").nodes() {
            if let Ok(data) = serde_json::from_str::<Value>(node.text().trim()) {
                out.walk(&data, &mut types);
            }
        }
        for node in dom.select("[itemtype]").nodes() {
            types.extend(node.attr("itemtype").map(|t| t.rsplit('/').next().unwrap_or("").to_owned()));
        }
        let product = dom.select("meta[property='og:type'][content='product']").exists();
        let names = |n: &dom_query::NodeRef<'_>| {
            ["id", "class", "content"]
                .iter()
                .filter_map(|a| n.attr(a))
                .map(|v| v.to_ascii_lowercase())
                .collect::<String>()
        };
        let forum = dom
            .select("body, html, meta[name='generator']")
            .nodes()
            .iter()
            .map(names)
            .any(|n| FORUMS.iter().any(|f| n.contains(f)));
        let article = types.iter().any(|t| t.ends_with("Article") || t == "BlogPosting");
        out.other = !article && (product || forum || types.iter().any(|t| OTHERS.contains(&t.as_str())));
        out
    }

    /// Takes types and the body of an article from the page's data.
    fn walk(&mut self, data: &Value, types: &mut Vec<String>) {
        match data {
            Value::Array(all) => all.iter().for_each(|v| self.walk(v, types)),
            Value::Object(all) => {
                match all.get("@type") {
                    Some(Value::String(t)) => types.push(t.clone()),
                    Some(Value::Array(ts)) => {
                        types.extend(ts.iter().filter_map(Value::as_str).map(str::to_owned))
                    }
                    _ => {}
                }
                if let Some(Value::String(body)) = all.get("articleBody")
                    && self.body.as_ref().is_none_or(|b| b.len() < body.len())
                {
                    self.body = Some(body.clone());
                }
                all.values().filter(|v| v.is_array() || v.is_object()).for_each(|v| self.walk(v, types));
            }
            _ => {}
        }
    }

    /// Adds to the blocks of the article those for which the page itself speaks.
    fn add(&self, main: &mut [bool], blocks: &[Vec<u64>], page: &[u64], seen: &Seen) {
        if let Some(body) = &self.body {
            let of = matched(page, &words(body));
            let mut at = 0;
            for (main, block) in main.iter_mut().zip(blocks) {
                let n = of[at..at + block.len()].iter().filter(|m| **m).count();
                at += block.len();
                *main |= n > 2 && n as f64 >= SHARE * block.len() as f64;
            }
        }
        let Some(first) = main.iter().position(|m| *m) else { return };
        for i in (first.saturating_sub(BEFORE)..first).rev() {
            if seen.title[i] {
                break;
            }
            let told = blocks[i].iter().filter(|w| self.description.contains(w)).count();
            main[i] |= blocks[i].len() >= STANDFIRST && told * 10 >= blocks[i].len() * 9 && seen.text[i];
        }
        let count = |kept: &dyn Fn(usize) -> bool| -> usize {
            blocks.iter().enumerate().filter(|(i, _)| kept(*i)).map(|(_, b)| b.len()).sum()
        };
        let text = |i: usize| seen.text[i] && blocks[i].len() > 2;
        if self.other && count(&|i| main[i]) * 2 < count(&text) {
            (0..blocks.len()).for_each(|i| main[i] |= text(i));
        }
    }
}

/// What of a page can be seen of each block.
struct Seen {
    /// Whether it is text: few links, and nothing that stands beside.
    text: Vec<bool>,
    title: Vec<bool>,
}

impl Seen {
    fn of(d: &Document, blocks: &[Vec<u64>], regions: &[(Region, usize, usize)]) -> Self {
        let link = covered(d, regions, Region::Link);
        let beside = covered(d, regions, Region::Beside);
        let title = covered(d, regions, Region::Title);
        let length = |i: usize| d.blocks[i].span.range().len().max(1) as f64;
        let text = (0..blocks.len()).map(|i| link[i] as f64 <= LINKS * length(i) && beside[i] == 0).collect();
        Self { text, title: title.iter().map(|t| *t > 0).collect() }
    }
}

/// How many bytes of each block lie in elements of a kind.
fn covered(d: &Document, regions: &[(Region, usize, usize)], kind: Region) -> Vec<usize> {
    // Elements within one another are one stretch.
    let mut stretches: Vec<(usize, usize)> = Vec::new();
    for (_, from, to) in regions.iter().filter(|r| r.0 == kind) {
        match stretches.last_mut() {
            Some(last) if *from <= last.1 => last.1 = last.1.max(*to),
            _ => stretches.push((*from, *to)),
        }
    }
    let mut first = 0;
    let mut out = Vec::with_capacity(d.blocks.len());
    for b in &d.blocks {
        let range = b.span.range();
        while stretches.get(first).is_some_and(|s| s.1 <= range.start) {
            first += 1;
        }
        let here = stretches[first..].iter().take_while(|s| s.0 < range.end);
        out.push(here.map(|s| s.1.min(range.end).saturating_sub(s.0.max(range.start))).sum());
    }
    out
}

/// The article of the page's data, where the page shows little of it.
pub(super) fn body_of(hints: &Hints, d: &Document) -> Option<Document> {
    let body = hints.body.as_ref()?;
    let (wanted, there) = (words(body), words(&d.text));
    let shown = matched(&there, &wanted).iter().filter(|m| **m).count();
    if wanted.len() < BODY || shown * 3 >= wanted.len() {
        return None;
    }
    let mut b = Builder::default();
    for paragraph in body.split('\n').filter(|p| !p.trim().is_empty()) {
        b.block(BlockKind::Paragraph);
        b.words(paragraph.trim());
    }
    Some(b.finish())
}
