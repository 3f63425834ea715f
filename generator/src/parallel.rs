//! Work that several threads share; what comes out does not depend on which of them did what.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// How many threads work. The generator knows nothing of the machine; more threads than it has cores cost hardly anything.
const WORKERS: usize = 4;

/// Makes something of each `size` of `count` things, in their order.
pub fn in_parts<T: Send>(count: usize, size: usize, make: impl Fn(Range<usize>) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut own = Vec::new();
        loop {
            let part = next.fetch_add(1, Ordering::Relaxed);
            let first = part * size;
            if first >= count {
                return own;
            }
            own.push((part, make(first..count.min(first + size))));
        }
    };
    let mut all = thread::scope(|scope| {
        let others: Vec<_> = (1..WORKERS.min(count.div_ceil(size))).map(|_| scope.spawn(work)).collect();
        let mut all = work();
        for other in others {
            match other.join() {
                Ok(more) => all.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    });
    all.sort_by_key(|(part, _)| *part);
    all.into_iter().map(|(_, thing)| thing).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_come_in_their_order_and_cover_everything() {
        for count in [0, 1, 7, 1000] {
            let parts = in_parts(count, 7, Iterator::collect::<Vec<_>>);
            assert_eq!(parts.concat(), (0..count).collect::<Vec<_>>());
        }
    }
}
