//! Where the gateways of lanes come from.

use async_trait::async_trait;
use ite_mailer::SmtpGateway;
use std::{fmt::Debug, sync::Arc};

/// Why a gateway source could not answer: its own error, boxed.
pub type GatewaySourceError = Box<dyn std::error::Error + Send + Sync>;

/// Gives the gateway of a lane, with its secret or tokens. The outbox never stores them.
///
/// It is asked each time a worker takes a lane, and again after [`Outbox::resume`](crate::Outbox::resume), which the
/// product calls when a customer has saved new settings.
#[async_trait]
pub trait GatewaySource: Debug + Send + Sync {
    /// The gateway; `None` where the customer has no settings: the lane then pauses until it is resumed.
    ///
    /// An answer later than 30 seconds counts as an error.
    ///
    /// # Errors
    ///
    /// The source failed. No mail fails for it: the lane pauses for a minute, and for twice as long with each further
    /// failure, up to an hour. An [`ite_mailer::Error`] of kind
    /// [`Configuration`](ite_mailer::ErrorKind::Configuration), which invalid settings give, pauses it until it is
    /// resumed.
    async fn gateway(&self, lane: &str) -> Result<Option<SmtpGateway>, GatewaySourceError>;
}

#[async_trait]
impl<S: GatewaySource + ?Sized> GatewaySource for Arc<S> {
    async fn gateway(&self, lane: &str) -> Result<Option<SmtpGateway>, GatewaySourceError> {
        (**self).gateway(lane).await
    }
}
