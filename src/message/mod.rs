//! What goes out: a mail with documents, valid before any network is touched.

mod compose;
mod document;

pub use compose::Composed;
pub use document::Document;

/// A mail with documents.
#[derive(Clone, Debug)]
pub struct DocumentMail {}
