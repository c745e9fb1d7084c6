//! The workbench: a local page on an archive, where a draft is read beside its sources and its findings are decided.
//!
//! [`serve`] answers on one address until it is interrupted. What the page asks for is JSON under `/api` (described in
//! `docs/openapi.json`); the page itself is a handful of files that are part of the program. Nothing here prints.

mod api;
mod assets;
mod checking;
mod decided;
mod drafts;
mod error;
mod guard;
mod jobs;
mod layout;
mod listen;
mod names;
mod options;
mod pictures;
mod reading;
mod session;
mod state;
mod store;
mod working;

pub use options::{Opened, Options, ServeError, UPLOAD_LIMIT};
pub use session::{PasswordError, add_user};

use state::App;
use std::net::SocketAddr;
use std::sync::Arc;

/// Serves the workbench until the process is interrupted; `ready` is called when it can be opened.
///
/// # Errors
/// When the options do not go together, the archive cannot be opened, or the address cannot be had.
pub fn serve(options: Options, ready: impl FnOnce(&Opened)) -> Result<(), ServeError> {
    if !options.listen.is_loopback() && (options.users.is_none() || options.behind.is_none()) {
        return Err(ServeError::Usage(format!(
            "--listen {}: others than this machine can reach that address, so --auth FILE must say who may come in, and \
             --behind-proxy ORIGIN under which https:// address a proxy that speaks TLS serves it",
            options.listen
        )));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(BLOCKING)
        .thread_name("fontes-serve")
        .enable_all()
        .build()?;
    let done = runtime.block_on(async move {
        let address = SocketAddr::new(options.listen, options.port);
        let listener = tokio::net::TcpListener::bind(address)
            .await
            .map_err(|cause| ServeError::Listen { address, cause })?;
        let port = listener.local_addr()?.port();
        let app = App::new(options, port)?;
        ready(&app.opened());
        let router = api::router(Arc::clone(&app));
        axum::serve(listen::Bounded::new(listener), router)
            .with_graceful_shutdown(interrupted(Arc::clone(&app)))
            .await?;
        app.jobs.stop_all();
        Ok(())
    });
    // What is still at work keeps what it has read, and ends at its next whole step.
    runtime.shutdown_timeout(std::time::Duration::from_secs(5));
    done
}

/// Threads for what blocks: reading the archive, the store, files.
const BLOCKING: usize = 32;

async fn interrupted(app: Arc<App>) {
    // Where no signal can be heard, the process is ended by force, which loses nothing.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
    app.jobs.stop_all();
}

#[cfg(test)]
mod tests;
