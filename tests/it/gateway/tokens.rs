//! Access tokens are sent to the hosts of their provider, and to hosts that the program allows.

use ite_mailer::{
    GatewaySettings, Provider, TokenProvider,
    gateway::{StaticToken, TokenHosts, token_fn},
    oauth2::{OAuth2App, RefreshTokenProvider},
};
use std::sync::Arc;

fn validates(provider: Provider, host: Option<&str>, tokens: Arc<dyn TokenProvider>) -> bool {
    let mut settings = GatewaySettings::for_provider(provider, "me@example.com");
    settings.host = host.map(str::to_owned);
    match settings.validate_with_tokens(tokens) {
        Ok(_) => true,
        Err(error) => {
            let [problem] = error.problems() else { panic!("{error}") };
            let code = if error.to_string().contains("program names") {
                "tokens_without_host"
            } else {
                "tokens_for_other_host"
            };
            assert_eq!((&*problem.field, &*problem.code), ("host", code), "{error}");
            false
        }
    }
}

#[test]
fn tokens_go_to_hosts_of_their_provider_only() {
    use Provider::{Custom, Gmail, GoogleWorkspace, Microsoft365, OutlookCom};
    let plain = || -> Arc<dyn TokenProvider> { Arc::new(StaticToken::new("a token")) };
    let named = || -> Arc<dyn TokenProvider> { Arc::new(StaticToken::new("a token").for_hosts(["mx.example.org"])) };
    let of = |provider: Provider, hosts: &[&str]| -> Arc<dyn TokenProvider> {
        let app = OAuth2App::builder(provider, "id").token_url("https://login.example.com/token");
        let app = hosts.iter().fold(app, |app, host| app.host(*host)).build().unwrap();
        Arc::new(RefreshTokenProvider::new(app, "a refresh token", |_| {}))
    };
    for (case, allowed, provider, host, tokens) in [
        ("preset", true, Microsoft365, None, plain()),
        ("listed", true, Microsoft365, Some("smtp.office365.com"), plain()),
        ("in capitals", true, Microsoft365, Some("SMTP.Office365.com"), plain()),
        ("a stranger's host", false, Microsoft365, Some("smtp.example.net"), plain()),
        ("a stranger's address", false, Microsoft365, Some("192.0.2.1"), plain()),
        ("a host below", false, Microsoft365, Some("smtp.office365.com.example.net"), plain()),
        ("another provider's", false, Microsoft365, Some("smtp.gmail.com"), plain()),
        ("no provider", false, Custom, Some("smtp.example.net"), plain()),
        ("loopback", true, Microsoft365, Some("127.0.0.1"), plain()),
        ("named by the program", true, Microsoft365, Some("mx.example.org"), named()),
        ("named, without provider", true, Custom, Some("mx.example.org"), named()),
        ("not the named one", false, Custom, Some("smtp.example.net"), named()),
        ("an application's provider", true, Microsoft365, None, of(Microsoft365, &[])),
        ("the same issuer", true, OutlookCom, None, of(Microsoft365, &[])),
        ("the same issuer", true, Gmail, None, of(GoogleWorkspace, &[])),
        ("a provider typed to fit the host", false, Custom, Some("smtp.example.net"), of(Microsoft365, &[])),
        ("another provider typed", false, Gmail, None, of(Microsoft365, &[])),
        ("an application without provider", false, Custom, Some("mx.example.org"), of(Custom, &[])),
        ("which names the host", true, Custom, Some("mx.example.org"), of(Custom, &["mx.example.org"])),
    ] {
        assert_eq!(validates(provider, host, tokens), allowed, "{case}");
    }
}

#[test]
fn any_host_is_a_choice_of_the_program() {
    #[derive(Debug)]
    struct Anywhere;

    #[async_trait::async_trait]
    impl TokenProvider for Anywhere {
        async fn access_token(
            &self,
            _: ite_mailer::TokenRequest<'_>,
        ) -> Result<ite_mailer::AccessToken, ite_mailer::Error> {
            Ok(ite_mailer::AccessToken::new("a token"))
        }

        fn hosts(&self) -> TokenHosts {
            TokenHosts::any()
        }
    }
    assert!(validates(Provider::Custom, Some("smtp.example.net"), Arc::new(Anywhere)));
    assert!(validates(Provider::Custom, Some("smtp.example.net"), Arc::new(Box::new(Anywhere))));
    let closure = token_fn(|_| async { Ok(ite_mailer::AccessToken::new("a token")) });
    assert!(!validates(Provider::Custom, Some("smtp.example.net"), Arc::new(closure.clone())));
    assert!(validates(Provider::Custom, Some("smtp.example.net"), Arc::new(closure.for_hosts(["smtp.example.net"]))));
}
