//! Which elements of a web page tell what the blocks in them are?

use dom_query::NodeRef;

/// An element that tells what the blocks in it are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Region {
    Link,
    Title,
    /// What stands beside a text or below it: asides, footers, forms, comments.
    Beside,
}

/// What an element tells.
pub(super) fn region(name: &str, node: &NodeRef<'_>) -> Option<Region> {
    let comments = || {
        ["id", "class"]
            .iter()
            .any(|a| node.attr(a).is_some_and(|v| v.to_ascii_lowercase().contains("comment")))
    };
    Some(match name {
        "a" => Region::Link,
        "h1" => Region::Title,
        "aside" | "footer" | "form" => Region::Beside,
        "div" | "section" | "ol" | "ul" if comments() => Region::Beside,
        _ => return None,
    })
}
