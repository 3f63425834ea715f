//! Waits for a call on a thread that may be blocked.

use std::future::Future;
use std::io;
use std::sync::LazyLock;

use tokio::runtime::{Builder, Handle, Runtime};

use super::error::RequestError;

/// What the calls of all clients run on: connections outlive a call, and so must what drives them.
static RUNTIME: LazyLock<io::Result<Runtime>> =
    LazyLock::new(|| Builder::new_multi_thread().worker_threads(1).thread_name("api-client").enable_all().build());

/// What the future gives. Use it for whatever a client does that is a future, streams and pages included.
///
/// # Errors
///
/// On the threads of a runtime of futures, those of `spawn_blocking` included, and if no thread can be started.
pub fn wait<F: Future>(future: F) -> Result<F::Output, RequestError> {
    if Handle::try_current().is_ok() {
        return Err(RequestError::new(
            "this thread belongs to a runtime of futures and cannot be blocked: use `send().await`",
        ));
    }
    match &*RUNTIME {
        Ok(runtime) => Ok(runtime.block_on(future)),
        Err(error) => Err(RequestError::new(format!("no thread for the call: {error}"))),
    }
}
