//! `MailerCache`: identity, capacity, eviction, shared limits.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

use crate::smtp::{gateway, mail};
use ite_mailer::{
    AccessToken, DocumentMail, DocumentMailer, ErrorKind, IdempotentMailer, MailerCache, MemoryIdempotencyStore,
    NetworkPolicy, Provider, SmtpGateway, SmtpMailer, Stage, TokenProvider,
    gateway::{GatewayBuilder, ImapSettings, RecipientPolicy, SentCopy, StaticToken, Timeouts, token_fn},
    oauth2::{OAuth2App, RefreshTokenProvider},
    sandbox::{Action, Fault, SmtpSandbox, SmtpStep},
};
use std::{sync::Arc, time::Duration};

fn mailers() -> MailerCache {
    MailerCache::builder().build().unwrap()
}

fn built(builder: GatewayBuilder) -> SmtpGateway {
    builder.build().unwrap()
}

fn quits(sandbox: &SmtpSandbox) -> usize {
    sandbox.commands().iter().filter(|line| line.as_str() == "QUIT").count()
}

#[tokio::test]
async fn the_same_gateway_keeps_its_connections() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let mailers = mailers();
    for n in 0..5 {
        // Read anew each time, as from a database.
        mailers.mailer(&built(gateway(&sandbox))).unwrap().send(&mail(&format!("mail {n}"))).await.unwrap();
    }
    assert_eq!((mailers.len(), sandbox.connections().opened), (1, 1));
    let shown = format!("{mailers:?} {:?}", mailers.mailer(&built(gateway(&sandbox))).unwrap());
    assert!(!shown.contains(sandbox.password()), "{shown}");
}

#[tokio::test]
async fn every_setting_and_the_secret_make_another_mailer() {
    let sandbox = SmtpSandbox::builder().any_user().start().await.unwrap();
    let other = SmtpSandbox::start().await.unwrap();
    let base = || gateway(&sandbox);
    let mailbox = |folder: Option<&str>| {
        let mut imap = ImapSettings::default();
        (imap.host, imap.folder) = (Some("imap.example.com".to_owned()), folder.map(str::to_owned));
        imap
    };
    let own_mailbox = |user: &str, password: &str| {
        let mut imap = mailbox(None);
        imap.user = Some(user.to_owned());
        base().sent_copy(SentCopy::Folder).imap(imap).imap_password(password)
    };
    let mut timeouts = Timeouts::default();
    timeouts.idle = Duration::from_secs(29);
    let table = [
        ("as it is", base()),
        ("password", base().password("another")),
        ("user", base().user("another@example.com")),
        ("host", base().host("127.0.0.1")),
        ("port", base().port(sandbox.tls_port()).security(ite_mailer::Security::ImplicitTls)),
        ("no sign-in", base().authentication(false).password("")),
        ("EHLO", base().ehlo_name("client.example.com")),
        ("certificate", base().root_certificate(other.ca_pem())),
        ("copy", base().sent_copy(SentCopy::BccSelf)),
        ("copy in a folder", base().sent_copy(SentCopy::Folder).imap(mailbox(None))),
        ("another folder", base().sent_copy(SentCopy::Folder).imap(mailbox(Some("Envoyés")))),
        ("another account", own_mailbox("box@example.com", "one")),
        ("another account's password", own_mailbox("box@example.com", "two")),
        ("policy", base().recipients(RecipientPolicy::AllOrNothing)),
        ("connections", base().max_connections(2)),
        ("mails on one", base().mails_per_connection(2)),
        ("pipelining", base().pipelining(false)),
        ("chunking", base().chunking(false)),
        ("pace", base().mails_per_minute(100)),
        ("recipients", base().recipients_per_message(2)),
        ("size", base().max_message_size(1_000_000)),
        ("deadlines", base().timeouts(timeouts)),
        ("provider", base().provider(Provider::Brevo)),
    ];
    let mailers = mailers();
    for (n, (setting, builder)) in table.into_iter().enumerate() {
        let gateway = built(builder);
        mailers.mailer(&gateway).unwrap();
        assert_eq!(mailers.len(), n + 1, "{setting} made no other mailer");
        mailers.mailer(&gateway).unwrap();
        assert_eq!(mailers.len(), n + 1, "{setting}: the same again is the same");
    }
    // Providers of the same grant share one mailer, no matter when they were created from the stored token.
    let app = |id: &str| OAuth2App::builder(Provider::Microsoft365, id).client_secret("x").tenant("a.example");
    let of = |id: &str, token: &str| RefreshTokenProvider::new(app(id).build().unwrap(), token, |_| {});
    let grant = |token: &str| of("an-application", token);
    let itself = |id: &str| RefreshTokenProvider::client_credentials(app(id).build().unwrap()).unwrap();
    let one = Arc::new(grant("a-token"));
    let own = || token_fn(|_| async { Ok(AccessToken::new("a-token")) });
    let by = |tokens: Arc<dyn TokenProvider>| built(base().password("").tokens(tokens));
    let gateways = [
        ("a token", by(Arc::new(StaticToken::new("a-token"))), 1),
        ("the same token", by(Arc::new(StaticToken::new("a-token"))), 0),
        ("another token", by(Arc::new(StaticToken::new("another-token"))), 1),
        ("a grant", by(Arc::new(grant("a-token").named("consent-1"))), 1),
        ("the same grant", by(Arc::new(grant("a-token").named("consent-1"))), 0),
        ("the same grant, rotated", by(Arc::new(grant("its-next-token").named("consent-1"))), 0),
        ("another grant", by(Arc::new(grant("a-token").named("consent-2"))), 1),
        ("a grant to another", by(Arc::new(of("another-application", "a-token").named("consent-1"))), 1),
        ("a grant without a name", by(one.clone()), 1),
        ("the same provider", by(one.clone()), 0),
        ("a clone of it", by(Arc::new((*one).clone())), 0),
        ("another provider", by(Arc::new(grant("a-token"))), 1),
        ("one with an empty name", by(Arc::new(grant("a-token").named("consent-1").named(""))), 1),
        ("an application", by(Arc::new(itself("an-application"))), 1),
        ("the same application", by(Arc::new(itself("an-application"))), 0),
        ("another application", by(Arc::new(itself("another-application"))), 1),
        ("a closure", by(Arc::new(own())), 1),
        ("another closure", by(Arc::new(own())), 1),
    ];
    for (tokens, gateway, more) in &gateways {
        let before = mailers.len();
        mailers.mailer(gateway).unwrap();
        assert_eq!(mailers.len() - before, *more, "{tokens}");
        mailers.mailer(gateway).unwrap();
        assert_eq!(mailers.len() - before, *more, "{tokens}: the same gateway again");
    }
    // The boundary between adjacent fields counts.
    let (one, two) = (base().user("ab").password("c"), base().user("a").password("bc"));
    let before = mailers.len();
    mailers.mailer(&built(one)).unwrap();
    mailers.mailer(&built(two)).unwrap();
    assert_eq!(mailers.len(), before + 2);
}

#[tokio::test]
async fn a_new_password_never_uses_the_old_ones_connection() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let mailers = mailers();
    let before = mailers.mailer_for("42", &built(gateway(&sandbox))).unwrap();
    before.send(&mail("with the old one")).await.unwrap();
    let wrong = built(gateway(&sandbox).password("mistyped"));
    let after = mailers.mailer_for("42", &wrong).unwrap();
    assert_eq!(
        after.send(&mail("mistyped")).await.unwrap_err().kind(),
        ErrorKind::BadCredentials,
        "no silent fallback"
    );
    assert_eq!(before.send(&mail("too late")).await.unwrap_err().kind(), ErrorKind::Cancelled);
    sandbox.wait_open(0).await.unwrap();
    assert_eq!((mailers.len(), sandbox.mails().len()), (1, 1));
    assert!(quits(&sandbox) >= 1, "QUIT");
}

#[tokio::test]
async fn customers_share_nothing_and_leave_one_by_one() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let mailers = mailers();
    let same = built(gateway(&sandbox));
    for customer in ["1", "2", "2"] {
        mailers.mailer_for(customer, &same).unwrap().send(&mail(customer)).await.unwrap();
    }
    mailers.mailer(&same).unwrap().send(&mail("nobody's")).await.unwrap();
    assert_eq!((mailers.len(), sandbox.connections().opened), (3, 3));
    let connections: Vec<usize> = sandbox.mails().iter().map(|mail| mail.connection()).collect();
    assert_eq!(connections, [1, 2, 2, 3]);
    mailers.remove_customer("2");
    mailers.remove_customer("nobody");
    sandbox.wait_open(2).await.unwrap();
    mailers.remove(&same);
    sandbox.wait_open(1).await.unwrap();
    assert_eq!((mailers.len(), quits(&sandbox)), (1, 2));
    mailers.mailer_for("1", &same).unwrap().send(&mail("still here")).await.unwrap();
    assert_eq!(sandbox.mails().last().unwrap().connection(), 1);
    mailers.shutdown().await;
    assert_eq!((mailers.len(), quits(&sandbox)), (0, 3));
    assert_eq!(mailers.mailer(&same).unwrap_err().kind(), ErrorKind::Cancelled);
}

/// Many customers at once in a cache that is too small for them: every mail is sent with its own customer's sign-in.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_connection_is_never_used_for_another_customer() {
    let sandbox = SmtpSandbox::builder().any_user().start().await.unwrap();
    let mailers = MailerCache::builder().capacity(2).idle(Duration::ZERO).build().unwrap();
    let mut sends = tokio::task::JoinSet::new();
    for n in 0..60 {
        let customer = format!("customer{}@example.com", n % 6);
        let (mailers, gateway) = (mailers.clone(), built(gateway(&sandbox).user(customer.as_str())));
        sends.spawn(async move {
            let mail = DocumentMail::builder().from(customer.as_str()).to("client@example.org").subject("x").text("x");
            mailers.mailer_for(&customer, &gateway)?.send(&mail.build()?).await
        });
    }
    while let Some(sent) = sends.join_next().await {
        sent.unwrap().unwrap();
    }
    let mails = sandbox.mails();
    assert_eq!(mails.len(), 60);
    assert!(
        mails.iter().all(|mail| mail.user() == Some(mail.from())),
        "a mail went over another customer's connection"
    );
    mailers.mailer(&built(gateway(&sandbox))).unwrap();
    assert_eq!(mailers.len(), 1, "no clone of the others is left");
    sandbox.wait_open(0).await.unwrap();
    assert_eq!(quits(&sandbox), sandbox.connections().opened, "QUIT on each");
}

#[tokio::test]
async fn a_full_cache_evicts_the_oldest_with_quit() {
    let sandbox = SmtpSandbox::builder().any_user().start().await.unwrap();
    let mailers = MailerCache::builder().capacity(2).build().unwrap();
    let of = |n: usize| built(gateway(&sandbox).user(format!("user{n}@example.com")));
    for n in [1, 2, 1, 3] {
        mailers.mailer(&of(n)).unwrap().send(&mail("x")).await.unwrap();
    }
    assert_eq!(mailers.len(), 2);
    sandbox.wait_open(2).await.unwrap();
    assert_eq!(quits(&sandbox), 1);
    mailers.mailer(&of(1)).unwrap().send(&mail("x")).await.unwrap();
    assert_eq!(sandbox.connections().opened, 3, "the second had been unused for longest");
}

#[tokio::test]
async fn a_mailer_in_use_stays_and_ends_its_mails() {
    let sandbox = SmtpSandbox::builder().any_user().start().await.unwrap();
    let mailers = MailerCache::builder().capacity(1).build().unwrap();
    let of = |n: usize| built(gateway(&sandbox).user(format!("user{n}@example.com")));
    let held = mailers.mailer(&of(1)).unwrap();
    sandbox.script().fault(Fault::new(SmtpStep::FinalReply, Action::Delay(Duration::from_millis(200))).nth(1));
    let sending = tokio::spawn(async move { held.send(&mail("under way")).await });
    sandbox.wait_open(1).await.unwrap();
    mailers.mailer(&of(2)).unwrap();
    assert_eq!(mailers.len(), 2, "one too many, while it is in use");
    mailers.mailer(&of(1)).unwrap().send(&mail("and one more")).await.unwrap();
    sending.await.unwrap().unwrap();
    assert_eq!((quits(&sandbox), sandbox.mails().len()), (0, 2));
    mailers.mailer(&of(3)).unwrap();
    assert_eq!(mailers.len(), 1);
    sandbox.wait_open(0).await.unwrap();
    assert_eq!(quits(&sandbox), sandbox.connections().opened, "QUIT on each");
}

#[tokio::test]
async fn an_idle_mailer_goes_and_one_in_use_stays() {
    let sandbox = SmtpSandbox::builder().any_user().start().await.unwrap();
    let mailers = MailerCache::builder().idle(Duration::ZERO).build().unwrap();
    let of = |n: usize| built(gateway(&sandbox).user(format!("user{n}@example.com")));
    let held = mailers.mailer(&of(1)).unwrap();
    mailers.mailer(&of(2)).unwrap().send(&mail("x")).await.unwrap();
    mailers.mailer(&of(3)).unwrap();
    assert_eq!(mailers.len(), 3 - 1, "the second was idle");
    sandbox.wait_open(0).await.unwrap();
    assert_eq!(quits(&sandbox), 1);
    held.send(&mail("still good")).await.unwrap();
}

/// A cache too small for two gateways that take turns.
#[tokio::test]
async fn limits_and_refusals_outlive_the_mailer() {
    let mut timeouts = Timeouts::default();
    timeouts.wait = Duration::from_millis(1);
    let builders = [MailerCache::builder().capacity(1), MailerCache::builder().idle(Duration::ZERO)];
    for (case, mailers) in
        builders.iter().flat_map(|builder| (0..4).map(|case| (case, builder.clone().build().unwrap())))
    {
        let sandbox = SmtpSandbox::start().await.unwrap();
        let base = gateway(&sandbox).timeouts(timeouts);
        let reply = |step, text: &str| sandbox.script().fault(Fault::new(step, Action::Reply(text.into())).nth(1));
        let (ours, refusals, expected) = match case {
            0 => (base.password("mistyped"), 2, (ErrorKind::BadCredentials, Stage::Auth)),
            1 => (base.mails_per_minute(1), 0, (ErrorKind::Timeout, Stage::Wait)),
            2 => {
                reply(SmtpStep::MailFrom, "450 4.7.1 Rate limit exceeded, try again in 5 minutes");
                (base, 0, (ErrorKind::RateLimited, Stage::Wait))
            }
            _ => {
                reply(SmtpStep::SignIn, "454 4.7.0 Too many login attempts, try again in 10 minutes");
                (base, 1, (ErrorKind::TooManyLoginAttempts, Stage::Auth))
            }
        };
        let (ours, other) = (built(ours), built(gateway(&sandbox)));
        let mut last = None;
        for _ in 0..6 {
            last = Some(mailers.mailer_for("ours", &ours).unwrap().send(&mail("x")).await);
            mailers.mailer_for("another", &other).unwrap().send(&mail("x")).await.unwrap();
            assert!(mailers.len() <= 2, "case {case}");
        }
        let error = last.unwrap().unwrap_err();
        assert_eq!((error.kind(), error.stage()), expected, "case {case}: {error}");
        assert_eq!(sandbox.sign_ins().refused, refusals, "case {case}");
        let of_another = sandbox.mails().len() - usize::from(case == 1);
        assert_eq!(of_another, 6, "case {case}");
    }
}

#[tokio::test]
async fn refused_accounts_are_kept_within_a_bound() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let mailers = MailerCache::builder().capacity(2).build().unwrap();
    let wrong = built(gateway(&sandbox).password("mistyped"));
    let refused = async |customer: &str| {
        let mailer = mailers.mailer_for(customer, &wrong).unwrap();
        mailer.send(&mail("x")).await.unwrap_err();
        let before = sandbox.sign_ins().refused;
        mailer.send(&mail("x")).await.unwrap_err();
        sandbox.sign_ins().refused > before
    };
    for n in 0..25 {
        assert!(refused(&n.to_string()).await);
        assert!(mailers.len() <= 4, "{n}: {}", mailers.len());
    }
    // Mailers that work stay in the cache.
    let fine = built(gateway(&sandbox));
    for n in [1, 2, 1, 2] {
        mailers.mailer_for(&format!("fine {n}"), &fine).unwrap().send(&mail("x")).await.unwrap();
        assert!(mailers.len() <= 4, "{}", mailers.len());
    }
    assert_eq!(sandbox.sign_ins().accepted, 2, "each kept its connection");
    assert!(!refused("24").await, "the last is known");
    assert!(refused("0").await, "the first had to go");
}

#[test]
fn a_cache_works_without_a_runtime() {
    let gateway = |n: usize| {
        built(SmtpGateway::builder().host("smtp.example.com").user(format!("user{n}@example.com")).password("x"))
    };
    let mailers = MailerCache::builder().capacity(2).build().unwrap();
    (0..10).for_each(|n| drop(mailers.mailer(&gateway(n)).unwrap()));
    mailers.mailer_for("42", &gateway(1)).unwrap();
    mailers.mailer_for("42", &gateway(2)).unwrap();
    mailers.remove_customer("42");
    mailers.remove(&gateway(9));
    fn shared<T: Send + Sync + Clone + 'static>(_: &T) {}
    shared(&mailers);

    // Nothing hangs after a runtime has ended with connections open.
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let sandbox = runtime.block_on(SmtpSandbox::start()).unwrap();
    let one = mailers.mailer(&built(self::gateway(&sandbox))).unwrap();
    runtime.block_on(one.send(&mail("x"))).unwrap();
    drop(runtime);
    drop((one, mailers));
}

/// Wrapped once when it is made: clones share the wrapper's state.
#[tokio::test]
async fn the_cache_gives_wrapped_mailers() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let store = MemoryIdempotencyStore::new();
    let made = Arc::new(std::sync::Mutex::new(Vec::new()));
    let mailers = MailerCache::builder()
        .wrap({
            let made = Arc::clone(&made);
            move |mailer, customer| {
                made.lock().unwrap().push(customer.map(str::to_owned));
                Arc::new(IdempotentMailer::new(mailer, store.clone()))
            }
        })
        .build()
        .unwrap();
    let mail = DocumentMail::builder().from("a@example.com").to("b@example.org").text("x");
    let mail = mail.idempotency_scope("customer-42").idempotency_key("invoice-42");
    let mail = mail.build().unwrap();
    for _ in 0..3 {
        mailers.mailer_for("42", &built(gateway(&sandbox))).unwrap().send(&mail).await.unwrap();
    }
    assert_eq!(sandbox.mails().len(), 1, "one key is one mail");
    assert_eq!(*made.lock().unwrap(), [Some("42".to_owned())]);
    mailers.shutdown().await;
    sandbox.wait_open(0).await.unwrap();
    assert_eq!(mailers.mailer(&built(gateway(&sandbox))).unwrap_err().kind(), ErrorKind::Cancelled);
}

#[tokio::test]
async fn the_network_policy_holds_for_every_mailer() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let gateway = built(gateway(&sandbox));
    let mailers = MailerCache::builder().network_policy(NetworkPolicy::public_only()).build().unwrap();
    let single = SmtpMailer::with_network_policy(gateway.clone(), NetworkPolicy::public_only()).unwrap();
    for mailer in [mailers.mailer(&gateway).unwrap(), mailers.mailer_for("42", &gateway).unwrap(), single] {
        assert_eq!(mailer.send(&mail("x")).await.unwrap_err().kind(), ErrorKind::AddressNotAllowed);
        assert_eq!(mailer.sign_in().await.unwrap_err().kind(), ErrorKind::AddressNotAllowed);
    }
    assert_eq!(sandbox.connections().opened, 0);
}

/// A mailer that the program shut down is not returned again.
#[tokio::test]
async fn a_mailer_that_was_shut_down_is_made_anew() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let mailers = mailers();
    let same = built(gateway(&sandbox));
    mailers.mailer(&same).unwrap().shutdown().await;
    mailers.mailer(&same).unwrap().send(&mail("x")).await.unwrap();
    assert_eq!(mailers.len(), 1);
}
