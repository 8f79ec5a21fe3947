//! The result of a task.

use std::panic;
use tokio::task::JoinError;

/// The task's output; `None` if its runtime was shut down before the end.
///
/// # Panics
///
/// As the task.
pub(crate) fn output<T>(joined: Result<T, JoinError>) -> Option<T> {
    match joined {
        Ok(output) => Some(output),
        Err(error) => match error.try_into_panic() {
            Ok(cause) => panic::resume_unwind(cause),
            Err(_) => None,
        },
    }
}
