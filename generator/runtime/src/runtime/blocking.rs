//! Waits for a call on a thread that may be blocked.

use std::future::Future;
use std::io;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use tokio::runtime::{Builder, Runtime};

use super::RequestError;

/// What the calls of all clients run on: connections outlive a call, and so must what drives them.
static RUNTIME: LazyLock<io::Result<Runtime>> =
    LazyLock::new(|| Builder::new_multi_thread().worker_threads(1).thread_name("api-client").enable_all().build());

/// What the future gives. Use it for whatever a client does that is a future, streams and pages included.
///
/// It works on the threads of another runtime too, such as those of `spawn_blocking`. One that runs futures runs no other
/// meanwhile, and must not be the only one of its runtime: what the call needs, such as a connection that was opened there,
/// may be waiting for it.
///
/// # Errors
///
/// If no thread can be started.
pub fn wait<F: Future>(future: F) -> Result<F::Output, RequestError> {
    let runtime = RUNTIME.as_ref().map_err(|error| RequestError::new(format!("no thread for the call: {error}")))?;
    // `block_on` would refuse the threads of a runtime. What they may do at a time does not bind a thread that is blocked.
    let _entered = runtime.enter();
    let mut future = pin!(tokio::task::unconstrained(future));
    let parked = Arc::new(Parked { thread: thread::current(), woken: AtomicBool::new(false) });
    let waker = Waker::from(Arc::clone(&parked));
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return Ok(output);
        }
        // The thread may be woken for other reasons.
        while !parked.woken.swap(false, Ordering::AcqRel) {
            thread::park();
        }
    }
}

/// A thread that sleeps until its future can go on.
struct Parked {
    thread: Thread,
    woken: AtomicBool,
}

impl Wake for Parked {
    fn wake(self: Arc<Self>) {
        self.woken.store(true, Ordering::Release);
        self.thread.unpark();
    }
}
