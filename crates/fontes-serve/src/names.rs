//! Under which names is this server asked for?

/// The names under which this server is asked for.
#[derive(Debug)]
pub(crate) struct Names {
    /// Values of `Host`, with the port.
    hosts: Vec<String>,
    /// Values of `Origin`.
    origins: Vec<String>,
}

impl Names {
    /// Those of this machine at a port, or that of the origin under which a proxy serves the page.
    ///
    /// # Errors
    /// When the origin is none.
    pub(crate) fn new(port: u16, behind: Option<&str>) -> Result<Self, String> {
        let Some(origin) = behind else {
            // A browser leaves out the port of the scheme.
            let hosts = ["127.0.0.1", "localhost", "[::1]"].map(|h| format!("{h}:{port}")).to_vec();
            let origins = hosts.iter().map(|h| format!("http://{h}")).collect();
            return Ok(Self { hosts, origins });
        };
        let wrong = || {
            format!(
                "--behind-proxy {origin}: an origin is https:// and a name, such as https://desk.example.org"
            )
        };
        let host = origin.strip_prefix("https://").ok_or_else(wrong)?.to_ascii_lowercase();
        let plain = |c: char| c.is_ascii_alphanumeric() || "-.:[]".contains(c);
        if host.is_empty() || !host.chars().all(plain) {
            return Err(wrong());
        }
        Ok(Self { origins: vec![format!("https://{host}")], hosts: vec![host] })
    }

    /// Whether a `Host` is one of its names.
    pub(crate) fn is_host(&self, value: &[u8]) -> bool {
        self.hosts.iter().any(|h| h.as_bytes().eq_ignore_ascii_case(value))
    }

    /// Whether an `Origin` is its own.
    pub(crate) fn is_origin(&self, value: &[u8]) -> bool {
        self.origins.iter().any(|o| o.as_bytes() == value)
    }
}
