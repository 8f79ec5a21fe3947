//! Computes fingerprints of large documents in the background.

use super::Document;

/// From this size on, SHA-256 would block the task for too long: 4 MiB take 2 to 20 ms.
#[cfg(feature = "smtp")]
const LARGE: u64 = 4 * 1024 * 1024;

/// Computes the fingerprints of large documents on tokio's threads for blocking work, if there is a tokio runtime.
/// Elsewhere, and for small documents, the fingerprint is computed when it is first asked for.
#[cfg(feature = "smtp")]
pub(crate) async fn hash_in_background<'a>(documents: impl Iterator<Item = &'a Document>) {
    let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
    let start = |document: &Document| {
        let document = document.clone();
        runtime.spawn_blocking(move || document.sha256().len())
    };
    let large = documents.filter(|document| document.size() >= LARGE && !document.is_hashed());
    for task in large.map(start).collect::<Vec<_>>() {
        // A runtime that shuts down drops the task; the fingerprint is then computed on first use.
        let _ = task.await;
    }
}

/// Without a runtime in the tree, fingerprints are computed when they are first asked for.
#[cfg(not(feature = "smtp"))]
pub(crate) async fn hash_in_background<'a>(documents: impl Iterator<Item = &'a Document>) {
    drop(documents);
}
