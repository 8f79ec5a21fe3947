//! `MailerCache` with gateways whose tokens are renewed.

use super::{
    by_token,
    issuer::{app, pair, pass},
};
use crate::smtp::mail;
use ite_mailer::{
    DocumentMailer, Error, MailerCache, OAuth2Problem, Provider, SecretString, SmtpGateway,
    oauth2::RefreshTokenProvider,
    sandbox::{Personality, SmtpSandbox, TokenEndpoint, TokenEndpointBuilder},
};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

/// A program that creates gateways anew for each mail.
struct Product {
    sandbox: SmtpSandbox,
    endpoint: TokenEndpoint,
    mailers: MailerCache,
    stored: Arc<Mutex<SecretString>>,
}

impl Product {
    async fn new() -> Self {
        let (sandbox, endpoint) = pair(Personality::Microsoft365, TokenEndpointBuilder::rotating).await;
        let stored = Arc::new(Mutex::new(endpoint.refresh_token()));
        Self { sandbox, endpoint, mailers: MailerCache::builder().build().unwrap(), stored }
    }

    /// Gateway, application and provider, created from the stored values.
    fn gateway(&self, consent: &str) -> SmtpGateway {
        let app = app(Provider::Microsoft365, &self.endpoint).build().unwrap();
        let (stored, token) = (Arc::clone(&self.stored), self.stored.lock().unwrap().clone());
        let tokens = RefreshTokenProvider::new(app, token, move |new| *stored.lock().unwrap() = new).named(consent);
        by_token(&self.sandbox, tokens).mails_per_connection(1).build().unwrap()
    }

    async fn send(&self, consent: &str) -> Result<(), Error> {
        self.mailers.mailer_for("42", &self.gateway(consent))?.send(&mail("by grant")).await.map(|_| ())
    }

    /// The customer withdraws the consent, and connects again.
    async fn connect_again(&self) {
        let app = app(Provider::Microsoft365, &self.endpoint).build().unwrap();
        let request = app.authorize("https://billing.example.com/connected", None).unwrap();
        let back = self.endpoint.agree(request.url()).unwrap();
        *self.stored.lock().unwrap() = app.exchange(&request, &back).await.unwrap().refresh_token;
    }

    fn refreshes(&self) -> usize {
        self.endpoint.requests().iter().filter(|request| request.starts_with("refresh_token")).count()
    }
}

#[tokio::test]
async fn a_grant_that_rotates_is_one_mailer() {
    let product = Product::new().await;
    for nth in 0..30 {
        if nth % 10 == 0 {
            // A token that is refused is replaced at most once a minute.
            pass(Duration::from_secs(61)).await;
            product.sandbox.expire_tokens();
        }
        product.send("consent-1").await.unwrap_or_else(|error| panic!("{nth}: {error}"));
        assert_eq!((product.mailers.len(), product.refreshes()), (1, 1 + nth / 10), "{nth}");
    }
    assert_eq!(product.sandbox.mails().len(), 30);
}

#[tokio::test]
async fn a_customer_who_connects_again_gets_another_mailer() {
    let dead = |result: Result<(), Error>| {
        assert_eq!(result.unwrap_err().oauth2_problem(), Some(OAuth2Problem::GrantInvalid));
    };
    let product = Product::new().await;
    product.send("consent-1").await.unwrap();
    product.endpoint.revoke();
    product.sandbox.expire_tokens();
    for _ in 0..20 {
        dead(product.send("consent-1").await);
    }
    assert_eq!(product.refreshes(), 2, "one request a minute, however often the gateway is made anew");
    product.connect_again().await;
    product.send("consent-2").await.unwrap();
    assert_eq!((product.mailers.len(), product.refreshes()), (1, 3));

    // With the same name, mails fail for a minute at a time until there is a new consent.
    product.endpoint.revoke();
    product.sandbox.expire_tokens();
    for minute in 1..=3 {
        for _ in 0..20 {
            dead(product.send("consent-2").await);
        }
        assert_eq!((product.mailers.len(), product.refreshes()), (1, 3 + minute));
        if minute == 3 {
            product.connect_again().await;
            dead(product.send("consent-2").await);
        }
        pass(Duration::from_secs(61)).await;
    }
    product.send("consent-2").await.unwrap();
    assert_eq!((product.mailers.len(), product.refreshes()), (1, 7));
}

#[tokio::test]
async fn a_grant_without_a_name_is_its_providers() {
    let product = Product::new().await;
    for nth in 1..=3 {
        product.send("").await.unwrap();
        assert_eq!((product.mailers.len(), product.refreshes()), (1, nth), "{nth}: the mailer of before has gone");
    }
    let kept = product.gateway("");
    for _ in 0..3 {
        product.mailers.mailer_for("42", &kept).unwrap().send(&mail("kept")).await.unwrap();
    }
    assert_eq!((product.mailers.len(), product.refreshes()), (1, 4));
}
