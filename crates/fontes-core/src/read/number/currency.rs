//! Is a word or a sign one of money?

use super::word::{self, longest_in};
use crate::lang::MoneyName;
use crate::read::token::{Shape, Tokens};

/// The unit whose sign token `i` is.
pub(super) fn symbol(t: &Tokens<'_>, i: usize) -> Option<&'static str> {
    // Signs are marks, or letters of scripts that write them after the figures.
    let raw = t.raw(i);
    (!raw.is_empty() && !raw.as_bytes()[0].is_ascii_alphanumeric()).then(|| word::money(t).symbol(raw))?
}

/// Whether token `i` is the sign of a currency.
pub(super) fn is_symbol(t: &Tokens<'_>, i: usize) -> bool {
    symbol(t, i).is_some()
}

/// Whether token `i` is the code of a currency.
pub(super) fn is_code(t: &Tokens<'_>, i: usize) -> bool {
    code(t, i).is_some()
}

/// Whether token `i` names money.
pub(super) fn is_money(t: &Tokens<'_>, i: usize) -> bool {
    named(t, i).is_some()
}

/// The unit whose code token `i` is, and how many of it one is.
pub(super) fn code(t: &Tokens<'_>, i: usize) -> Option<(&'static str, f64)> {
    let raw = t.raw(i);
    if t.shape(i)? != Shape::Word || !(2..=4).contains(&raw.len()) || !raw.is_ascii() {
        return None;
    }
    // Small letters are other words too ("try", "all").
    let firm = raw.bytes().all(|b| b.is_ascii_uppercase());
    let small = raw.to_ascii_lowercase();
    let money = word::money(t);
    if let Some((unit, loose)) = money.code(&small)
        && (firm || loose)
    {
        return Some((unit, 1.0));
    }
    // "30 MUSD": millions of them.
    let millions = firm.then(|| small.strip_prefix('m'))?.filter(|c| c.len() == 3)?;
    money.code(millions).map(|(unit, _)| (unit, 1e6))
}

/// The name of money at token `i`, of one or of many, and its last token.
pub(super) fn named(t: &Tokens<'_>, i: usize) -> Option<(usize, MoneyName)> {
    if t.shape(i)? != Shape::Word {
        return None;
    }
    longest_in(t, i, word::money(t).words(), word::next, |w| w.name)
}
