//! The copy for the Sent folder, after a mail was accepted.

use crate::{
    error::Error,
    gateway::{SentCopy, SmtpGateway},
    message::{Composed, Outgoing},
    network::NetworkPolicy,
    receipt::Filing,
};
use std::sync::Arc;
#[cfg(feature = "imap")]
use {crate::imap::SentFolder, tokio::task::JoinHandle};

/// What a gateway does about copies for the Sent folder.
#[derive(Clone, Debug)]
pub(super) enum SentCopies {
    /// Nothing, by the gateway's settings.
    None,
    /// Nothing: the provider files sent mails by itself.
    ByProvider,
    #[cfg(feature = "imap")]
    Folder(Arc<SentFolder>),
}

/// A copy that is being filed.
pub(super) enum UnderWay {
    Done(Option<Filing>),
    #[cfg(feature = "imap")]
    Task(JoinHandle<Filing>),
}

impl SentCopies {
    /// Does not connect yet.
    pub(super) fn new(gateway: &SmtpGateway, network: NetworkPolicy) -> Result<Self, Error> {
        #[cfg(feature = "imap")]
        if let Some(account) = gateway.imap() {
            return SentFolder::new(gateway, account, network).map(Self::Folder);
        }
        let _ = network;
        Ok(if gateway.sent_copy() == SentCopy::Folder { Self::ByProvider } else { Self::None })
    }

    /// Starts to file the copy of a mail that was accepted. It goes on if the result is dropped.
    #[cfg_attr(not(feature = "imap"), allow(unused_variables, reason = "only a folder takes it"))]
    pub(super) fn start(&self, mail: &Arc<Composed>) -> UnderWay {
        match self {
            Self::None => UnderWay::Done(None),
            Self::ByProvider => UnderWay::Done(Some(Filing::ByProvider)),
            #[cfg(feature = "imap")]
            Self::Folder(folder) => UnderWay::Task(Arc::clone(folder).file_in_background(Arc::clone(mail))),
        }
    }

    /// Files the copy of a mail that was accepted, as part of the caller's future.
    #[cfg_attr(not(feature = "imap"), allow(unused_variables, reason = "only a folder takes it"))]
    pub(super) async fn file(&self, mail: &Outgoing<'_>) -> Option<Filing> {
        match self {
            Self::None => None,
            Self::ByProvider => Some(Filing::ByProvider),
            #[cfg(feature = "imap")]
            Self::Folder(folder) => Some(folder.file(mail).await),
        }
    }

    /// Files the copy unless there is one.
    #[cfg(feature = "imap")]
    pub(super) async fn file_if_missing(&self, mail: &Outgoing<'_>) -> Option<Filing> {
        match self {
            Self::None => None,
            Self::ByProvider => Some(Filing::ByProvider),
            Self::Folder(folder) => Some(folder.file_if_missing(mail).await),
        }
    }

    /// Closes unused connections.
    pub(super) async fn shutdown(&self) {
        #[cfg(feature = "imap")]
        if let Self::Folder(folder) = self {
            folder.shutdown().await;
        }
    }
}

impl UnderWay {
    pub(super) async fn finished(self) -> Option<Filing> {
        match self {
            Self::Done(filing) => filing,
            #[cfg(feature = "imap")]
            Self::Task(task) => task.await.ok(),
        }
    }
}
