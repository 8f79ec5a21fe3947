//! The documents read last, so that one brochure for ten thousand clients is read once.

use bytes::Bytes;
use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Bytes kept at most.
const CAPACITY: usize = 64 * 1024 * 1024;

#[derive(Debug, Default)]
pub(crate) struct DocumentCache(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    size: usize,
    /// The one used last is at the back.
    documents: VecDeque<(String, Bytes)>,
}

impl DocumentCache {
    pub(crate) fn get(&self, sha256: &str) -> Option<Bytes> {
        let mut kept = self.kept();
        let at = kept.documents.iter().position(|(hash, _)| hash == sha256)?;
        let found = kept.documents.remove(at)?;
        let bytes = found.1.clone();
        kept.documents.push_back(found);
        Some(bytes)
    }

    pub(crate) fn insert(&self, sha256: String, bytes: Bytes) {
        let mut kept = self.kept();
        if kept.documents.iter().any(|(hash, _)| *hash == sha256) {
            return;
        }
        kept.size += bytes.len();
        kept.documents.push_back((sha256, bytes));
        while kept.size > CAPACITY
            && let Some((_, oldest)) = kept.documents.pop_front()
        {
            kept.size -= oldest.len();
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oldest_documents_leave_first() {
        let cache = DocumentCache::default();
        let third = Bytes::from(vec![0; CAPACITY / 3]);
        for name in ["a", "b", "c"] {
            cache.insert(name.to_owned(), third.clone());
        }
        assert!(cache.get("a").is_some());
        cache.insert("d".to_owned(), third);
        assert!(cache.get("b").is_none(), "used longest ago");
        assert!(["a", "c", "d"].iter().all(|name| cache.get(name).is_some()));
    }
}
