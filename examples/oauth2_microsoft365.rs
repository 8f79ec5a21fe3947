//! Sends through Microsoft 365 without a password.
//!
//! Without configuration everything happens in this process: a sandbox that plays Microsoft's mail server, a token
//! endpoint that plays Microsoft's, and a person who agrees. It shows the way of a settings page (the address to open, the
//! exchange of the code), a mail, a token that expires, and a consent that is withdrawn.
//!
//! Against the real service:
//!
//! ```sh
//! ITE_MAILER_CLIENT_ID=… ITE_MAILER_USER=me@example.com cargo run --example oauth2_microsoft365
//! ```
//!
//! It prints the address to open; paste the address the browser ends at. `ITE_MAILER_TO` gets the mail, by default the
//! sender. Optional: `ITE_MAILER_CLIENT_SECRET`, `ITE_MAILER_TENANT`, `ITE_MAILER_REDIRECT` where another address than
//! `http://localhost` is registered, and `ITE_MAILER_TOKEN_FILE`, a file of yours that keeps the refresh token for the
//! next time.

mod support;

use ite_mailer::{
    DocumentMail, DocumentMailer, GatewaySettings, Provider, SecretString, SmtpGateway, SmtpMailer,
    oauth2::{Connected, OAuth2App, RefreshTokenProvider},
    sandbox::{Personality, SmtpSandbox, TokenEndpoint},
};
use secrecy::ExposeSecret;
use std::{env, io::Write, process::ExitCode};

type Failure = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> Result<ExitCode, Failure> {
    match env::var("ITE_MAILER_CLIENT_ID") {
        Ok(client_id) => real(client_id).await,
        Err(_) => practise().await,
    }
}

fn mail(from: &str, to: &str) -> Result<DocumentMail, ite_mailer::Error> {
    DocumentMail::builder().from(from).to(to).subject("Without a password").text("Sent with an access token.").build()
}

async fn send(mailer: &SmtpMailer, from: &str, to: &str) -> Result<bool, Failure> {
    match mailer.send(&mail(from, to)?).await {
        Ok(receipt) => println!("sent to {:?} in {:.1?}", receipt.accepted, receipt.took),
        Err(error) => {
            support::explain(&error);
            return Ok(false);
        }
    }
    Ok(true)
}

async fn practise() -> Result<ExitCode, Failure> {
    let sandbox = SmtpSandbox::builder().personality(Personality::Microsoft365).start().await?;
    let endpoint = TokenEndpoint::builder().beside(&sandbox).start().await?;
    let app = OAuth2App::builder(Provider::Microsoft365, endpoint.client_id())
        .client_secret(endpoint.client_secret())
        .authorize_url(endpoint.authorize_url())
        .token_url(endpoint.token_url())
        .root_certificate(endpoint.ca_pem())
        .build()?;

    println!("1. The settings page sends the customer to the provider's page.");
    let request = app.authorize("https://billing.example.com/connected", Some(sandbox.user()))?;
    let (page, _) = request.url().split_once('?').unwrap_or_default();
    println!("   {page}");
    let back = endpoint.agree(request.url())?;

    println!("2. The browser comes back with a code, which is exchanged for a refresh token.");
    let Connected { refresh_token, .. } = app.exchange(&request, &back).await?;

    println!("3. The refresh token gives the gateway its access tokens.");
    let tokens =
        RefreshTokenProvider::new(app, refresh_token, |_rotated| println!("   (a rotated refresh token: store it)"));
    let gateway = SmtpGateway::builder()
        .provider(Provider::Microsoft365)
        .host("localhost")
        .port(sandbox.port())
        .root_certificate(sandbox.ca_pem())
        .user(sandbox.user())
        .tokens(tokens)
        .mails_per_connection(1)
        .build()?;
    let mailer = SmtpMailer::new(gateway)?;
    let mut well = send(&mailer, sandbox.user(), "client@example.org").await?;

    println!("4. The access token expires; the next connection gets a new one.");
    sandbox.expire_tokens();
    well &= send(&mailer, sandbox.user(), "client@example.org").await?;

    println!("5. The customer withdraws the consent.");
    sandbox.expire_tokens();
    endpoint.revoke();
    well &= !send(&mailer, sandbox.user(), "client@example.org").await?;

    println!("\nasked of the token endpoint: {:?}", endpoint.requests());
    println!(
        "signed in with {:?}, mails taken: {}",
        sandbox.mails()[0].mechanism().unwrap_or_default(),
        sandbox.mails().len()
    );
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn real(client_id: String) -> Result<ExitCode, Failure> {
    let user = env::var("ITE_MAILER_USER").map_err(|_| "ITE_MAILER_USER is the address that sends")?;
    let mut app = OAuth2App::builder(Provider::Microsoft365, client_id);
    if let Ok(secret) = env::var("ITE_MAILER_CLIENT_SECRET") {
        app = app.client_secret(secret);
    }
    if let Ok(tenant) = env::var("ITE_MAILER_TENANT") {
        app = app.tenant(tenant);
    }
    let app = app.build()?;
    let file = env::var("ITE_MAILER_TOKEN_FILE").ok();
    let kept = file.as_ref().and_then(|file| std::fs::read_to_string(file).ok());
    let refresh_token = match kept.filter(|token| !token.is_empty()) {
        Some(token) => SecretString::from(token),
        None => connect(&app, &user).await?,
    };
    // What a product does with its store of secrets.
    let store = move |token: SecretString| {
        if let Some(file) = &file
            && let Err(error) = std::fs::write(file, token.expose_secret())
        {
            eprintln!("the refresh token is not kept: {error}");
        }
    };
    store(refresh_token.clone());
    let tokens = RefreshTokenProvider::new(app, refresh_token, store);
    let gateway = GatewaySettings::for_provider(Provider::Microsoft365, &user).validate_with_tokens(tokens)?;
    let to = env::var("ITE_MAILER_TO").unwrap_or_else(|_| user.clone());
    let well = send(&SmtpMailer::new(gateway)?, &user, &to).await?;
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn connect(app: &OAuth2App, user: &str) -> Result<SecretString, Failure> {
    let redirect = env::var("ITE_MAILER_REDIRECT").unwrap_or_else(|_| "http://localhost".to_owned());
    let request = app.authorize(redirect, Some(user))?;
    println!("Open this address, agree, and paste the address the browser ends at:\n\n{}\n", request.url());
    print!("> ");
    std::io::stdout().flush()?;
    let mut back = String::new();
    std::io::stdin().read_line(&mut back)?;
    Ok(app.exchange(&request, back.trim()).await?.refresh_token)
}
