//! Who is this? A token or a name with its password lets in, a cookie stays in.

use crate::error::Problem;
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use subtle::ConstantTimeEq;

/// Sessions that are kept; the oldest is forgotten for a new one.
const SESSIONS: usize = 256;
/// Characters of a name.
const NAME: usize = 60;

/// Who is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Who {
    /// The name, where names are asked for.
    pub(crate) name: Option<String>,
}

impl<S: Sync> FromRequestParts<S> for Who {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| nobody(false))
    }
}

pub(crate) fn nobody(users: bool) -> Problem {
    let remedy =
        if users { "give your name and password" } else { "open the address that `fontes serve` printed" };
    Problem::new(StatusCode::UNAUTHORIZED, "nobody is signed in", remedy)
}

/// A secret of 256 bits, in hexadecimal.
pub(crate) fn secret() -> std::io::Result<String> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
    Ok(bytes.iter().map(|b| format!("{b:02x}")).collect())
}

/// Only hashes are kept and compared, so that neither time nor memory tells a secret.
fn hash(secret: &str) -> [u8; 32] {
    *blake3::hash(secret.as_bytes()).as_bytes()
}

/// Who may come in, and who is in.
#[derive(Debug)]
pub(crate) struct Sessions {
    token: [u8; 32],
    once: Mutex<Option<[u8; 32]>>,
    /// Names and hashes; none where the token is enough.
    users: Option<BTreeMap<String, String>>,
    within: Mutex<Vec<([u8; 32], Who)>>,
    /// A password takes time and memory to try: one at a time.
    trying: tokio::sync::Semaphore,
    cookie: String,
    secure: bool,
}

impl Sessions {
    pub(crate) fn new(
        token: &str,
        once: &str,
        users: Option<BTreeMap<String, String>>,
        port: u16,
        secure: bool,
    ) -> Self {
        Self {
            token: hash(token),
            once: Mutex::new(Some(hash(once))),
            users,
            within: Mutex::default(),
            trying: tokio::sync::Semaphore::new(1),
            // Cookies do not know ports: two workbenches of one machine must not share theirs.
            cookie: format!("fontes-{port}"),
            secure,
        }
    }

    /// Whether names are asked for.
    pub(crate) const fn has_users(&self) -> bool {
        self.users.is_some()
    }

    /// Lets in who has the token, and gives the cookie.
    pub(crate) fn by_token(&self, token: &str) -> Result<String, Problem> {
        let given = hash(token);
        let mut once = self.once.lock().unwrap_or_else(PoisonError::into_inner);
        let first = once.is_some_and(|o| bool::from(o.ct_eq(&given)));
        if first {
            *once = None;
        }
        let known = first || bool::from(self.token.ct_eq(&given));
        // Where there are names, the token alone does not say who it is.
        if !known || self.has_users() {
            return Err(nobody(self.has_users()));
        }
        self.enter(Who { name: None })
    }

    /// Lets in a user, and gives the cookie.
    pub(crate) async fn by_password(
        self: &Arc<Self>,
        name: String,
        password: String,
    ) -> Result<String, Problem> {
        let Ok(_turn) = self.trying.acquire().await else { return Err(nobody(true)) };
        let this = Arc::clone(self);
        let tried = tokio::task::spawn_blocking(move || {
            let users = this.users.as_ref()?;
            // An unknown name takes as long as a wrong password.
            let stored = users.get(&name).or_else(|| users.values().next())?;
            let right = PasswordHash::new(stored)
                .is_ok_and(|h| Argon2::default().verify_password(password.as_bytes(), &h).is_ok());
            (right && users.contains_key(&name)).then_some(name)
        });
        match tried.await.ok().flatten() {
            Some(name) => self.enter(Who { name: Some(name) }),
            None => {
                Err(Problem::new(StatusCode::UNAUTHORIZED, "that name and password do not go together", ""))
            }
        }
    }

    fn enter(&self, who: Who) -> Result<String, Problem> {
        let id = secret()?;
        let mut within = self.within.lock().unwrap_or_else(PoisonError::into_inner);
        if within.len() >= SESSIONS {
            within.remove(0);
        }
        within.push((hash(&id), who));
        Ok(self.set_cookie(&id, ""))
    }

    fn set_cookie(&self, value: &str, more: &str) -> String {
        let secure = if self.secure { "; Secure" } else { "" };
        format!("{}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{more}", self.cookie)
    }

    /// Ends the session of a request, and gives the cookie that takes the cookie away.
    pub(crate) fn leave(&self, headers: &HeaderMap) -> String {
        if let Some(given) = self.given(headers) {
            let mut within = self.within.lock().unwrap_or_else(PoisonError::into_inner);
            within.retain(|(known, _)| !bool::from(known.ct_eq(&given)));
        }
        self.set_cookie("", "; Max-Age=0")
    }

    fn given(&self, headers: &HeaderMap) -> Option<[u8; 32]> {
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok());
        let mut pairs = cookies.flat_map(|c| c.split(';')).filter_map(|p| p.trim().split_once('='));
        pairs.find(|(name, _)| *name == self.cookie).map(|(_, value)| hash(value))
    }

    /// Who sent a request.
    pub(crate) fn who(&self, headers: &HeaderMap) -> Option<Who> {
        let given = self.given(headers)?;
        let within = self.within.lock().unwrap_or_else(PoisonError::into_inner);
        within.iter().find(|(known, _)| bool::from(known.ct_eq(&given))).map(|(_, who)| who.clone())
    }
}

/// Why a user could not be written down.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// The name or the password will not do.
    #[error("{0}")]
    Unfit(&'static str),
    /// The password could not be hashed.
    #[error("the password could not be hashed: {0}")]
    Hash(String),
    /// The file could not be read or written.
    #[error("{0}")]
    File(#[from] std::io::Error),
    /// The file is not one of users.
    #[error("{0}")]
    NotUsers(String),
}

/// Writes a user with the hash of the password into a file of users; who was there by that name has the new password.
///
/// # Errors
/// When the name is not a plain one, the password is short, or the file cannot be read or written.
pub fn add_user(file: &Path, name: &str, password: &str) -> Result<(), PasswordError> {
    let name = name.trim();
    if name.is_empty()
        || name.chars().count() > NAME
        || name.contains([':', '#'])
        || name.contains(char::is_control)
    {
        return Err(PasswordError::Unfit(
            "a name has 1 to 60 characters, and no colon, number sign or control character",
        ));
    }
    if password.chars().count() < 8 {
        return Err(PasswordError::Unfit("a password has at least 8 characters"));
    }
    let mut users =
        if file.exists() { users(file).map_err(PasswordError::NotUsers)? } else { BTreeMap::new() };
    let hashed = Argon2::default()
        .hash_password(password.as_bytes())
        .map_err(|e| PasswordError::Hash(e.to_string()))?
        .to_string();
    users.insert(name.to_owned(), hashed);
    let text: String = users.iter().map(|(n, h)| format!("{n}:{h}\n")).collect();
    let folder = file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // For its owner alone, as temporary files are.
    let mut part = tempfile::NamedTempFile::new_in(folder)?;
    std::io::Write::write_all(&mut part, text.as_bytes())?;
    part.as_file().sync_all()?;
    part.persist(file).map_err(|e| e.error)?;
    Ok(())
}

/// The users of a file: a line each, name, colon, hash.
pub(crate) fn users(file: &Path) -> Result<BTreeMap<String, String>, String> {
    let text = std::fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
    let mut users = BTreeMap::new();
    for (i, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let wrong = || {
            format!("{}: line {}: a name, a colon and a hash that --add-user wrote", file.display(), i + 1)
        };
        let (name, hashed) = line.split_once(':').ok_or_else(wrong)?;
        PasswordHash::new(hashed).map_err(|_| wrong())?;
        users.insert(name.trim().to_owned(), hashed.to_owned());
    }
    if users.is_empty() {
        return Err(format!("{}: nobody is named in it", file.display()));
    }
    Ok(users)
}
