//! The IMAP half of the sandbox with a raw client.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests are tests")]

use encodify::base64::STANDARD;
use ite_mailer::{
    ExposeSecret,
    sandbox::{ImapAction, ImapBehavior, ImapStep, Personality, SandboxBuilder, SmtpSandbox, Speaker},
};
use std::{sync::Arc, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{
        ClientConfig, RootCertStore,
        crypto::ring,
        pki_types::{CertificateDer, ServerName, pem::PemObject},
    },
};

const LIMIT: Duration = Duration::from_secs(60);
const MAIL: &str = "Message-ID: <1@example.com>\r\nSubject: Facture\r\n\r\nBonjour\r\n";
const AUTH: &str = "a LOGIN u p\r\n";

trait Io: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Io for T {}

struct Client(Box<dyn Io>);

async fn protect(sandbox: &SmtpSandbox, tcp: TcpStream) -> Client {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(sandbox.ca_pem().as_bytes()).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    Client(Box::new(TlsConnector::from(Arc::new(config)).connect(name, tcp).await.unwrap()))
}

impl Client {
    async fn tls(sandbox: &SmtpSandbox) -> Self {
        let tcp = TcpStream::connect((sandbox.host(), sandbox.imap_tls_port().unwrap())).await.unwrap();
        protect(sandbox, tcp).await
    }

    async fn clear(sandbox: &SmtpSandbox) -> Self {
        Self(Box::new(TcpStream::connect((sandbox.host(), sandbox.imap_port().unwrap())).await.unwrap()))
    }

    async fn starttls(sandbox: &SmtpSandbox) -> Self {
        let mut tcp = TcpStream::connect((sandbox.host(), sandbox.imap_port().unwrap())).await.unwrap();
        until(&mut tcp, "ready\r\n").await;
        tcp.write_all(b"s STARTTLS\r\n").await.unwrap();
        until(&mut tcp, "now\r\n").await;
        protect(sandbox, tcp).await
    }

    async fn send(&mut self, text: impl AsRef<[u8]>) {
        // A server that closed meanwhile is seen by the reads.
        let _ = self.0.write_all(text.as_ref()).await;
        let _ = self.0.flush().await;
    }

    async fn until(&mut self, end: &str) -> String {
        until(&mut self.0, end).await
    }

    async fn rest(&mut self) -> String {
        let mut text = Vec::new();
        let _ = timeout(LIMIT, self.0.read_to_end(&mut text)).await.expect("the server hangs");
        String::from_utf8_lossy(&text).into_owned()
    }
}

/// Reads until the text ends with this, or to the end of the stream.
async fn until(stream: &mut (impl AsyncRead + Unpin), end: &str) -> String {
    let mut text = Vec::new();
    let reading = async {
        while !text.ends_with(end.as_bytes()) {
            match stream.read_u8().await {
                Ok(byte) => text.push(byte),
                Err(_) => break,
            }
        }
    };
    timeout(LIMIT, reading).await.expect("the server hangs");
    String::from_utf8_lossy(&text).into_owned()
}

fn user() -> SandboxBuilder {
    SmtpSandbox::builder().user("u", "p")
}

async fn start(behavior: ImapBehavior) -> SmtpSandbox {
    user().imap(behavior).start().await.unwrap()
}

/// Writes everything at once over TLS, and reads to the end.
async fn talk(sandbox: &SmtpSandbox, sent: impl AsRef<[u8]>) -> String {
    let mut client = Client::tls(sandbox).await;
    client.send(sent).await;
    client.rest().await
}

/// Signs in, then as [`talk`]; without greeting, sign-in and logout.
async fn signed_in(sandbox: &SmtpSandbox, sent: &str) -> String {
    let text = talk(sandbox, format!("{AUTH}{sent}z LOGOUT\r\n")).await;
    let text = text.split_once("Signed in\r\n").expect("no sign-in").1.to_owned();
    text.split("* BYE Logging out").next().unwrap().to_owned()
}

/// Tag and status of each tagged reply; `+` and `BYE`.
fn statuses(text: &str) -> String {
    let status = |line: &str| match line.split(' ').collect::<Vec<_>>()[..] {
        ["+", ..] => Some("+".to_owned()),
        ["*", word @ ("BYE" | "BAD"), ..] => Some(word.to_owned()),
        ["*", ..] | [] | [_] => None,
        [tag, status, ..] => Some(format!("{tag} {status}")),
    };
    text.lines().filter_map(status).collect::<Vec<_>>().join(", ")
}

fn append(tag: &str, arguments: &str, mail: &str) -> String {
    format!("{tag} APPEND {arguments} {{{}+}}\r\n{mail}\r\n", mail.len())
}

fn encoded(text: &str) -> String {
    STANDARD.encode(text)
}

#[tokio::test]
async fn commands_get_replies_in_step() {
    let sandbox = start(ImapBehavior::default()).await;
    for (sent, expected) in [
        ("b NOOP\r\nc CAPABILITY\r\nd ID NIL\r\ne ID (\"name\" \"x\")\r\n", "b OK, c OK, d OK, e OK"),
        ("b ENABLE UTF8=ACCEPT\r\nc ENABLE\r\n", "b OK, c BAD"),
        ("b SELECT INBOX\r\nc UNSELECT\r\nd UNSELECT\r\n", "b OK, c OK, d BAD"),
        ("b SELECT inbox\r\nc SELECT Nowhere\r\nd CLOSE\r\n", "b OK, c NO, d BAD"),
        ("b SEARCH ALL\r\nc EXAMINE Sent\r\nd SEARCH ALL\r\n", "b BAD, c OK, d OK"),
        ("b SELECT Sent\r\nc SEARCH HEADER a\r\nd SEARCH MAYBE\r\ne SEARCH (ALL\r\n", "b OK, c BAD, d BAD, e BAD"),
        ("b SELECT Sent\r\nc SEARCH CHARSET latin1 ALL\r\nd UID SEARCH UID 0\r\n", "b OK, c BAD, d BAD"),
        ("b STATUS Sent (MESSAGES)\r\nc STATUS Sent (AGE)\r\nd STATUS No (MESSAGES)\r\n", "b OK, c BAD, d NO"),
        ("b CREATE Sent\r\nc CREATE \"Sent 2\"\r\nd CREATE é\r\n", "b NO, c OK, d BAD"),
        ("b SUBSCRIBE Sent\r\nc UNSUBSCRIBE Nowhere\r\n", "b OK, c NO"),
        ("b LOGIN u p\r\nc STARTTLS\r\nd AUTHENTICATE PLAIN\r\n", "b BAD, c BAD, d BAD"),
        ("b FETCH 1 ALL\r\nc\r\n+ NOOP\r\nNOOP\r\n\r\n", "b BAD, BAD, BAD, BAD, BAD"),
        ("b  NOOP\r\nc NOOP \r\n d NOOP\r\ne NOOP x\r\n", "b BAD, c BAD, BAD, e BAD"),
        ("b LIST \"\" \"*\r\nc LIST \"\\a\" *\r\nd LIST \"\"\r\n", "b BAD, c BAD, d BAD"),
        ("b NOOP\nc NOOP\r\n", "BAD, c OK"),
        ("b APPEND Sent {5+}\r\nabcd\0\r\nc APPEND Sent {0+}\r\n\r\n", "b NO, c NO"),
        ("b APPEND Sent {1+}\r\na(\r\nc APPEND Sent {1+}\r\na {1+}\r\nb\r\nd NOOP\r\n", "b BAD, c BAD, d OK"),
        ("b APPEND Sent \"mail\"\r\nc APPEND Sent\r\nd APPEND\r\n", "b BAD, c BAD, d BAD"),
        ("b APPEND Sent (\\Recent) {1+}\r\na\r\nc APPEND Sent (\"x\") {1+}\r\na\r\n", "b BAD, c BAD"),
        ("b APPEND Sent {1-}\r\nc APPEND Sent ~{1}\r\nd APPEND Sent {+}\r\n", "b BAD, c BAD, d BAD"),
        ("b APPEND Sent{1+}\r\na\r\nc APPEND Sent x {1+}\r\na\r\nd NOOP\r\n", "b BAD, c BAD, d OK"),
        ("b APPEND {4+}\r\nSent {1+}\r\na\r\nc APPEND {4+}\r\nNone {1+}\r\na\r\n", "b OK, c NO"),
        ("b STATUS {20000+}\r\n", "b BAD"),
        ("b APPEND Sent {99999999999999999999+}\r\n", "b NO, BYE"),
    ] {
        // What the literal of the last but one row still wants.
        let rest = if sent.contains("20000") { "x".repeat(20_000) + " (MESSAGES)\r\n" } else { String::new() };
        let text = signed_in(&sandbox, &format!("{sent}{rest}")).await;
        let found = statuses(&text);
        let found = found.strip_suffix(", z OK").unwrap_or(&found);
        assert_eq!(found, expected, "{sent:?}: {text}");
    }
    assert_eq!(sandbox.filed_count(), 1);
}

#[tokio::test]
async fn each_way_to_sign_in() {
    let behavior = || ImapBehavior::default().account("own", "own\"pass\\é");
    let sandbox = start(behavior()).await;
    let token = sandbox.issue_token("u").unwrap().secret().expose_secret().to_owned();
    let xoauth2 = encoded(&format!("user=u\x01auth=Bearer {token}\x01\x01"));
    let bearer = encoded(&format!("n,a=u,\x01auth=Bearer {token}\x01\x01"));
    let plain = encoded("\0u\0p");
    let wrong = encoded("user=u\x01auth=Bearer wrong\x01\x01");
    let wrong_bearer = encoded("n,a=u,\x01auth=Bearer wrong\x01\x01");
    let rows: Vec<(String, &str)> = vec![
        ("a LOGIN u p".into(), "a OK"),
        ("a login \"u\" \"p\"".into(), "a OK"),
        ("a LOGIN {1+}\r\nu {1+}\r\np".into(), "a OK"),
        ("a LOGIN {1}\r\nu {1}\r\np".into(), "+, +, a OK"),
        ("a LOGIN own {11+}\r\nown\"pass\\é".into(), "a OK"),
        ("a LOGIN own \"own\\\"pass\\\\é\"".into(), "a BAD"),
        ("a LOGIN u wrong".into(), "a NO"),
        ("a LOGIN u".into(), "a BAD"),
        ("a LOGIN u p x".into(), "a BAD"),
        ("a LOGIN nobody p".into(), "a NO"),
        (format!("a AUTHENTICATE PLAIN {plain}"), "a OK"),
        (format!("a AUTHENTICATE PLAIN\r\n{plain}"), "+, a OK"),
        (format!("a AUTHENTICATE PLAIN {}", encoded("\0u\0x")), "a NO"),
        ("a AUTHENTICATE PLAIN =".into(), "a BAD"),
        ("a AUTHENTICATE PLAIN\r\n*".into(), "+, a BAD"),
        ("a AUTHENTICATE PLAIN !".into(), "a BAD"),
        ("a AUTHENTICATE CRAM-MD5".into(), "a NO"),
        (format!("a AUTHENTICATE XOAUTH2 {xoauth2}"), "a OK"),
        (format!("a AUTHENTICATE xoauth2\r\n{xoauth2}"), "+, a OK"),
        (format!("a AUTHENTICATE OAUTHBEARER {bearer}"), "a OK"),
        (format!("a AUTHENTICATE XOAUTH2 {wrong}\r\n"), "+, a NO"),
        (format!("a AUTHENTICATE OAUTHBEARER {wrong_bearer}\r\nAQ=="), "+, a NO"),
        (format!("a AUTHENTICATE OAUTHBEARER {wrong_bearer}\r\n"), "+, a BAD"),
        (format!("a AUTHENTICATE XOAUTH2 {plain}"), "a BAD"),
    ];
    let (mut accepted, mut refused) = (0, 0);
    for (sent, expected) in &rows {
        for over_starttls in [false, true] {
            let mut client = if over_starttls { Client::starttls(&sandbox).await } else { Client::tls(&sandbox).await };
            client.send(format!("{sent}\r\nz LOGOUT\r\n")).await;
            let text = client.rest().await;
            assert_eq!(statuses(&text), format!("{expected}, BYE, z OK"), "{sent}: {text}");
        }
        accepted += if expected.ends_with("OK") { 2 } else { 0 };
        refused += if expected.ends_with("NO") && !sent.contains("CRAM") { 2 } else { 0 };
    }
    let sign_ins = sandbox.imap_sign_ins();
    assert_eq!(sign_ins.iter().filter(|sign_in| sign_in.accepted).count(), accepted);
    assert_eq!(sign_ins.iter().filter(|sign_in| !sign_in.accepted).count(), refused);
    assert!(sign_ins.iter().all(|sign_in| sign_in.tls));
    let last = sign_ins.iter().rfind(|sign_in| sign_in.accepted).unwrap();
    assert_eq!((last.user.as_str(), last.mechanism.as_str()), ("u", "OAUTHBEARER"));
    let said = format!("{:?}{sign_ins:?}", sandbox.imap_transcript());
    for secret in [&token, &xoauth2, &bearer, &plain, &wrong, "own\\\"pass"] {
        assert!(!said.contains(secret), "{secret}: {said}");
    }
    // A mechanism that is not offered could be a secret.
    assert!(said.contains("a AUTHENTICATE ***") && !said.contains("CRAM"), "{said}");
    assert!(said.contains("a AUTHENTICATE PLAIN ***") && said.contains("a AUTHENTICATE XOAUTH2\""), "{said}");
    // Neither is the account of the IMAP half one of the SMTP half, nor are SMTP's connections counted.
    assert_eq!((sandbox.imap_connections(), sandbox.connections().opened), (2 * rows.len(), 0));
    assert_eq!(sandbox.max_open_imap(), 1);
}

#[tokio::test]
async fn a_refused_token_has_a_reason() {
    for (personality, reason, last) in [
        (Personality::Generic, Some("invalid_token"), "a NO [AUTHENTICATIONFAILED] "),
        (Personality::Gmail, Some("https://mail.google.com/"), "a NO [AUTHENTICATIONFAILED] Invalid credentials"),
        (Personality::Microsoft365, None, "a NO AUTHENTICATE failed."),
    ] {
        let sandbox = user().personality(personality).imap(ImapBehavior::default()).start().await.unwrap();
        let wrong = encoded("user=u\x01auth=Bearer wrong\x01\x01");
        let answer = if reason.is_some() { "\r\n" } else { "" };
        let text = talk(&sandbox, format!("a AUTHENTICATE XOAUTH2 {wrong}\r\n{answer}z LOGOUT\r\n")).await;
        let challenge = text.lines().find_map(|line| line.strip_prefix("+ "));
        let json = challenge.map(|line| String::from_utf8(STANDARD.decode(line).unwrap()).unwrap());
        assert_eq!(json.is_some(), reason.is_some(), "{text}");
        assert!(json.unwrap_or_default().contains(reason.unwrap_or_default()), "{text}");
        assert!(text.contains(last), "{text}");
    }
    // A token for another user, and one that has expired.
    let sandbox = start(ImapBehavior::default()).await;
    let token = sandbox.issue_token("other").unwrap();
    let sent = encoded(&format!("user=u\x01auth=Bearer {}\x01\x01", token.secret().expose_secret()));
    let text = talk(&sandbox, format!("a AUTHENTICATE XOAUTH2 {sent}\r\n\r\nz LOGOUT\r\n")).await;
    assert_eq!(statuses(&text), "+, a NO, BYE, z OK", "{text}");
}

#[tokio::test]
async fn in_clear_there_is_no_sign_in() {
    let sandbox = start(ImapBehavior::default()).await;
    let mut client = Client::clear(&sandbox).await;
    client
        .send(format!("a LOGIN u p\r\nb AUTHENTICATE PLAIN {}\r\nc LIST \"\" *\r\nd LOGOUT\r\n", encoded("\0u\0p")))
        .await;
    let text = client.rest().await;
    assert_eq!(statuses(&text), "a NO, b NO, c BAD, BYE, d OK", "{text}");
    let greeting = text.lines().next().unwrap();
    assert!(greeting.contains(" STARTTLS LOGINDISABLED ") && !greeting.contains("AUTH="), "{text}");
    let sign_ins = sandbox.imap_sign_ins();
    let in_clear: Vec<_> =
        sign_ins.iter().map(|s| (s.user.as_str(), s.mechanism.as_str(), s.tls, s.accepted)).collect();
    assert_eq!(in_clear, [("u", "LOGIN", false, false), ("u", "PLAIN", false, false)]);
    // Bytes after STARTTLS in the same write are in clear, and discarded.
    let mut tcp = TcpStream::connect((sandbox.host(), sandbox.imap_port().unwrap())).await.unwrap();
    until(&mut tcp, "ready\r\n").await;
    tcp.write_all(b"a STARTTLS\r\nb NOOP\r\n").await.unwrap();
    until(&mut tcp, "now\r\n").await;
    let mut client = protect(&sandbox, tcp).await;
    client.send("c CAPABILITY\r\nd STARTTLS\r\ne LOGOUT\r\n").await;
    let text = client.rest().await;
    assert_eq!(statuses(&text), "c OK, d BAD, BYE, e OK", "{text}");
    assert!(
        text.contains("AUTH=PLAIN") && !text.contains("LOGINDISABLED") && !text.contains("STARTTLS LOGIN"),
        "{text}"
    );
}

#[tokio::test]
async fn each_switch_shows_in_the_capabilities() {
    let default = ImapBehavior::default;
    for (behavior, present, absent) in [
        (default(), "IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 AUTH=OAUTHBEARER SASL-IR LITERAL+ ", "LOGINDISABLED"),
        (default(), " UIDPLUS SPECIAL-USE LIST-EXTENDED", "APPENDLIMIT"),
        (default().without_literal_plus(), "UIDPLUS", "LITERAL"),
        (default().literal_minus(), "LITERAL-", "LITERAL+"),
        (default().without_uidplus(), "SPECIAL-USE", "UIDPLUS"),
        (default().without_special_use(), "LIST-EXTENDED", "SPECIAL-USE"),
        (default().without_list_extended(), "SPECIAL-USE", "LIST-EXTENDED"),
        (default().without_sasl_ir(), "LITERAL+", "SASL-IR"),
        (default().without_login(), "LOGINDISABLED", "STARTTLS"),
        (default().mechanisms(["xoauth2"]), "AUTH=XOAUTH2", "AUTH=PLAIN"),
        (default().append_limit(5), "APPENDLIMIT=5", "STARTTLS"),
    ] {
        let sandbox = start(behavior).await;
        let text = talk(&sandbox, "a CAPABILITY\r\nb LOGOUT\r\n").await;
        let line = text.lines().find(|line| line.starts_with("* CAPABILITY")).unwrap();
        assert!(line.contains(present) && !line.contains(absent), "{present}, no {absent}: {text}");
        let greeting = format!("* OK [{}] Sandbox ready", line.strip_prefix("* ").unwrap());
        assert_eq!(text.lines().next(), Some(greeting.as_str()));
    }
    let sandbox = start(default().without_capability_code().without_starttls().without_sasl_ir()).await;
    let text =
        talk(&sandbox, format!("a AUTHENTICATE PLAIN {}\r\nb LOGIN u p\r\nc LOGOUT\r\n", encoded("\0u\0p"))).await;
    assert!(text.starts_with("* OK Sandbox ready\r\n") && text.contains("b OK Signed in"), "{text}");
    assert_eq!(statuses(&text), "a BAD, b OK, BYE, c OK");
    let mut client = Client::clear(&sandbox).await;
    client.send("a CAPABILITY\r\nb STARTTLS\r\nc LOGOUT\r\n").await;
    let text = client.rest().await;
    assert!(!text.contains("STARTTLS LOGIN") && text.contains("b BAD"), "{text}");
    let sandbox = start(default().without_login()).await;
    assert_eq!(statuses(&talk(&sandbox, "a LOGIN u p\r\nb LOGOUT\r\n").await), "a NO, BYE, b OK");
}

#[tokio::test]
async fn mailboxes_are_listed() {
    let french = || {
        ImapBehavior::default()
            .folder("Envoyés", Some("\\Sent"))
            .folder("Œuvres & co", None)
            .folder("Œuvres & co/\"2026\"", None)
    };
    let (sent, works) = ("(\\HasNoChildren \\Sent) \"/\" Envoy&AOk-s", "\"&AVI-uvres &- co\"");
    for (behavior, command, expected) in [
        (
            ImapBehavior::default(),
            "LIST \"\" \"*\"",
            "LIST (\\HasNoChildren) \"/\" INBOX|LIST (\\HasNoChildren \\Drafts) \"/\" Drafts|\
             LIST (\\HasNoChildren \\Sent) \"/\" Sent|LIST (\\HasNoChildren \\Trash) \"/\" Trash"
                .to_owned(),
        ),
        (ImapBehavior::default(), "LIST \"\" \"\"", "LIST (\\Noselect) \"/\" \"\"".to_owned()),
        (ImapBehavior::default().delimiter('.'), "LIST \"\" inbox", "LIST (\\HasNoChildren) \".\" INBOX".to_owned()),
        (french(), "LIST \"\" Env*", format!("LIST {sent}")),
        (french(), "LIST (SPECIAL-USE) \"\" *", format!("LIST {sent}")),
        (french(), "LIST (SPECIAL-USE) \"\" * RETURN (SPECIAL-USE SUBSCRIBED)", format!("LIST {sent}")),
        (french(), "LIST \"\" (Env* Nothing) RETURN (CHILDREN)", format!("LIST {sent}")),
        (french(), "LIST \"\" %co", format!("LIST (\\HasChildren) \"/\" {works}")),
        (
            french(),
            "LIST \"&AVI-uvres &- co/\" %",
            "LIST (\\HasNoChildren) \"/\" \"&AVI-uvres &- co/\\\"2026\\\"\"".to_owned(),
        ),
        (
            french(),
            "LIST (SUBSCRIBED) \"\" Env%",
            "LIST (\\HasNoChildren \\Subscribed \\Sent) \"/\" Envoy&AOk-s".into(),
        ),
        (french(), "LSUB \"\" Env*", "LSUB (\\HasNoChildren) \"/\" Envoy&AOk-s".to_owned()),
        (french().without_special_use(), "LIST \"\" Env*", "LIST (\\HasNoChildren) \"/\" Envoy&AOk-s".to_owned()),
        (french().without_special_use(), "LIST (SPECIAL-USE) \"\" *", "BAD".to_owned()),
        (french().without_list_extended(), "LIST \"\" * RETURN (SPECIAL-USE)", "BAD".to_owned()),
        (french().without_list_extended(), "LIST \"\" Env*", format!("LIST {sent}")),
        (french().special_use_on_request(), "LIST \"\" Env*", "LIST (\\HasNoChildren) \"/\" Envoy&AOk-s".to_owned()),
        (french().special_use_on_request(), "LIST \"\" Env* RETURN (SPECIAL-USE)", format!("LIST {sent}")),
        (french(), "LIST (REMOTE) \"\" *", "BAD".to_owned()),
        (french(), "LIST \"\" * RETURN (MYRIGHTS)", "BAD".to_owned()),
    ] {
        let sandbox = start(behavior).await;
        let text = signed_in(&sandbox, &format!("b {command}\r\n")).await;
        let lines: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("* ")).collect();
        if expected == "BAD" {
            assert_eq!((statuses(&text).as_str(), lines.len()), ("b BAD", 0), "{command}: {text}");
        } else {
            assert_eq!((lines.join("|"), statuses(&text).as_str()), (expected, "b OK"), "{command}");
        }
    }
}

#[tokio::test]
async fn subscriptions_and_new_mailboxes() {
    let sandbox = start(ImapBehavior::default()).await;
    let sent = "b UNSUBSCRIBE Sent\r\nc LSUB \"\" S*\r\nd CREATE S&AOk-\r\ne LSUB \"\" S*\r\nf SUBSCRIBE Sent\r\n";
    let text = signed_in(&sandbox, &format!("{sent}g LSUB \"\" Sen*\r\nh STATUS S&AOk- (UIDNEXT MESSAGES)\r\n")).await;
    assert_eq!(text.matches("* LSUB").count(), 2, "{text}");
    assert!(text.contains("\"/\" S&AOk-\r\n") && text.contains("\"/\" Sent\r\n"), "{text}");
    assert!(text.contains("* STATUS S&AOk- (UIDNEXT 1 MESSAGES 0)\r\n"), "{text}");
    // Mailboxes belong to a user, and outlive the connection.
    let text = signed_in(&sandbox, &append("b", "S&AOk-", MAIL)).await;
    assert_eq!(statuses(&text), "b OK");
    assert_eq!((sandbox.filed()[0].folder(), sandbox.filed()[0].user()), ("Sé", "u"));
    let sandbox = user().any_user().imap(ImapBehavior::default()).start().await.unwrap();
    for login in ["one", "two"] {
        let sent = append("b", "Sent", MAIL) + "c STATUS Sent (MESSAGES)\r\nz LOGOUT\r\n";
        let text = talk(&sandbox, format!("a LOGIN {login} x\r\n{sent}")).await;
        assert_eq!(statuses(&text), "a OK, b OK, c OK, BYE, z OK");
        assert!(text.contains("(MESSAGES 1)"), "{text}");
    }
    let of = |index: usize| (sandbox.filed()[index].user().to_owned(), sandbox.filed()[index].uid());
    assert_eq!((of(0), of(1)), (("one".to_owned(), 1), ("two".to_owned(), 1)));
}

#[tokio::test]
async fn messages_are_filed_in_each_form_of_literal() {
    let long = format!("Subject: x\r\n\r\n{}\r\n", "é".repeat(5_000));
    let date = "05-Mar-2026 09:30:00 +0100";
    for (behavior, form, mail, expected) in [
        (ImapBehavior::default(), "+", MAIL, "b OK"),
        (ImapBehavior::default(), "", MAIL, "+, b OK"),
        (ImapBehavior::default(), "+", &long, "b OK"),
        (ImapBehavior::default().literal_minus(), "+", MAIL, "b OK"),
        (ImapBehavior::default().literal_minus(), "+", &long, "b BAD"),
        (ImapBehavior::default().literal_minus(), "", &long, "+, b OK"),
        (ImapBehavior::default().without_literal_plus(), "+", MAIL, "b BAD"),
        (ImapBehavior::default().without_literal_plus(), "", MAIL, "+, b OK"),
    ] {
        let sandbox = start(behavior).await;
        let mut client = Client::tls(&sandbox).await;
        let head = format!("b APPEND Sent (\\Seen $Forwarded) \"{date}\" {{{}{form}}}\r\n", mail.len());
        client.send(format!("{AUTH}{head}")).await;
        client.until("Signed in\r\n").await;
        let mut text = if form.is_empty() { client.until("data\r\n").await } else { String::new() };
        client.send(format!("{mail}\r\nz LOGOUT\r\n")).await;
        text += &client.rest().await;
        assert_eq!(statuses(&text), format!("{expected}, BYE, z OK"), "{form} {text}");
        let filed = sandbox.filed();
        if expected == "b BAD" {
            assert!(filed.is_empty());
            continue;
        }
        let mail_filed = &filed[0];
        assert_eq!((mail_filed.raw().as_ref(), filed.len()), (mail.as_bytes(), 1));
        assert_eq!((mail_filed.folder(), mail_filed.uid(), mail_filed.user()), ("Sent", 1, "u"));
        assert_eq!(mail_filed.flags(), ["\\Seen", "$Forwarded"]);
        assert_eq!(mail_filed.internal_date(), Some(date));
        assert!(mail_filed.tls() && mail_filed.connection() == 1);
        assert!(mail_filed.filed_at().elapsed().unwrap() < LIMIT);
        assert!(mail_filed.parsed().is_some());
        let ids = format!("[APPENDUID {} {}]", mail_filed.uid_validity(), mail_filed.uid());
        assert!(text.contains(&ids), "{text}");
    }
}

#[tokio::test]
async fn dates_and_flags_are_checked() {
    let sandbox = start(ImapBehavior::default()).await;
    for (arguments, expected) in [
        ("Sent", "OK"),
        ("Sent ()", "OK"),
        ("Sent (\\Seen)", "OK"),
        ("\"Sent\" \" 5-Mar-2026 09:30:00 -0330\"", "OK"),
        ("Sent \"05-Mar-2026 09:30:60 +0000\"", "OK"),
        ("Sent \"5-Mar-2026 09:30:00 +0100\"", "BAD"),
        ("Sent \"00-Mar-2026 09:30:00 +0100\"", "BAD"),
        ("Sent \"32-Mar-2026 09:30:00 +0100\"", "BAD"),
        ("Sent \"05-Mär-2026 09:30:00 +0100\"", "BAD"),
        ("Sent \"05-mar-2026 09:30:00 +0100\"", "BAD"),
        ("Sent \"05-Mar-2026 24:30:00 +0100\"", "BAD"),
        ("Sent \"05-Mar-2026 09:30:00 0100\"", "BAD"),
        ("Sent \"05-Mar-2026 09:30:00 +0160\"", "BAD"),
        ("Sent \"Thu, 05 Mar 2026 09:30:00 +0100\"", "BAD"),
        ("Sent \"05-Mar-2026 09:30:00 +0100\" ()", "BAD"),
        ("Sent (\\Se*n)", "BAD"),
        ("Sent (\\Seen", "BAD"),
        ("Sent ((\\Seen))", "BAD"),
        ("Sent \\Seen", "BAD"),
        ("Se*t", "BAD"),
        ("Se&nt", "BAD"),
        ("Nowhere", "NO"),
    ] {
        let text = signed_in(&sandbox, &append("b", arguments, MAIL)).await;
        assert_eq!(statuses(&text), format!("b {expected}"), "{arguments}: {text}");
        assert_eq!(text.contains("[TRYCREATE]"), expected == "NO", "{text}");
    }
    let filed = sandbox.filed();
    let dates: Vec<_> = filed.iter().map(|mail| mail.internal_date()).collect();
    assert_eq!(dates[2..4], [None, Some(" 5-Mar-2026 09:30:00 -0330")]);
    assert_eq!(filed.iter().map(|mail| mail.uid()).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
}

#[tokio::test]
async fn limits_are_kept() {
    let size = MAIL.len();
    for (behavior, expected, code, filed) in [
        (ImapBehavior::default().quota(2 * size), "b OK, c OK, d NO", "[OVERQUOTA]", 2),
        (ImapBehavior::default().quota(size - 1), "b NO, c NO, d NO", "[OVERQUOTA]", 0),
        (ImapBehavior::default().append_limit(size), "b OK, c OK, d OK", "[APPENDUID", 3),
        (ImapBehavior::default().append_limit(size - 1), "b NO, c NO, d NO", "[TOOBIG]", 0),
        (ImapBehavior::default().read_only("Sent"), "b NO, c OK, d NO", "[NOPERM]", 1),
        (ImapBehavior::default().folder("Gesendet", None), "b NO, c OK, d NO", "[TRYCREATE]", 1),
        (ImapBehavior::default().without_uidplus(), "b OK, c OK, d OK", "b OK APPEND", 3),
    ] {
        let sandbox = start(behavior).await;
        let sent = append("b", "Sent", MAIL) + &append("c", "INBOX", MAIL) + &append("d", "Sent", MAIL);
        let text = signed_in(&sandbox, &sent).await;
        assert_eq!((statuses(&text).as_str(), sandbox.filed_count()), (expected, filed), "{text}");
        assert!(text.contains(code), "{text}");
        // A client that waits for `+` is refused before it sends the message.
        if expected.ends_with("NO") {
            let text = signed_in(&sandbox, &format!("b APPEND Sent {{{size}}}\r\nc NOOP\r\n")).await;
            assert_eq!(statuses(&text), "b NO, c OK", "{text}");
        }
    }
    let sandbox = start(ImapBehavior::default().append_limit(9)).await;
    let text = signed_in(&sandbox, "b STATUS Sent (APPENDLIMIT)\r\nc SELECT Sent\r\nd EXAMINE Sent\r\n").await;
    assert!(text.contains("(APPENDLIMIT 9)") && text.contains("c OK [READ-WRITE]"), "{text}");
    assert!(text.contains("d OK [READ-ONLY]") && text.contains("[PERMANENTFLAGS ()]"), "{text}");
    let sandbox = start(ImapBehavior::default().read_only("Sent")).await;
    assert!(signed_in(&sandbox, "c SELECT Sent\r\n").await.contains("c OK [READ-ONLY]"));
}

#[tokio::test]
async fn two_connections_share_a_quota() {
    let sandbox = start(ImapBehavior::default().quota(MAIL.len() + 1)).await;
    let mut clients = [Client::tls(&sandbox).await, Client::tls(&sandbox).await];
    for client in &mut clients {
        client.send(format!("{AUTH}b APPEND Sent {{{}}}\r\n", MAIL.len())).await;
        client.until("data\r\n").await;
    }
    let mut found = Vec::new();
    for client in &mut clients {
        client.send(format!("{MAIL}\r\nz LOGOUT\r\n")).await;
        found.push(statuses(&client.rest().await));
    }
    assert_eq!(found, ["b OK, BYE, z OK", "b NO, BYE, z OK"]);
    assert_eq!((sandbox.filed_count(), sandbox.max_open_imap()), (1, 2));
}

#[tokio::test]
async fn a_script_that_takes_the_message_keeps_the_limits() {
    for action in [ImapAction::Normal, ImapAction::Inject(b"* 1 EXISTS\r\n".to_vec())] {
        let behavior = ImapBehavior::default().read_only("Sent").on(ImapStep::Append, action);
        // A client that waits for `+` is refused before it sends the message.
        let text = signed_in(&start(behavior).await, "b APPEND Sent {9}\r\nc NOOP\r\n").await;
        assert_eq!(statuses(&text), "b NO, c OK", "{text}");
    }
}

#[tokio::test]
async fn a_selected_mailbox_is_searched() {
    let sandbox = start(ImapBehavior::default()).await;
    let other = "Message-ID:\r\n <2@example.com>\r\n\r\n<1@example.com>\r\n";
    let sent = append("b", "INBOX", "x: y\r\n\r\n")
        + &append("c", "Sent (\\Seen)", MAIL)
        + "d SELECT Sent\r\n"
        + &append("e", "Sent (\\Draft)", other);
    let text = signed_in(&sandbox, &sent).await;
    assert!(text.contains("* 1 EXISTS\r\n") && text.contains("* 2 EXISTS\r\ne OK"), "{text}");
    let validity = sandbox.filed()[1].uid_validity();
    assert!(text.contains(&format!("[UIDVALIDITY {validity}]")) && text.contains("[UIDNEXT 2]"), "{text}");
    for (command, expected) in [
        ("UID SEARCH HEADER Message-ID <1@example.com>", " 1"),
        ("UID SEARCH HEADER Message-ID \"<2@example.com>\"", " 2"),
        ("UID SEARCH HEADER MESSAGE-ID {15+}\r\n<2@EXAMPLE.com>", " 2"),
        ("SEARCH CHARSET UTF-8 HEADER Message-ID 3@example.com", ""),
        ("SEARCH ALL", " 1 2"),
        ("SEARCH SEEN", " 1"),
        ("SEARCH UNSEEN DRAFT", " 2"),
        ("SEARCH NOT SEEN", " 2"),
        ("SEARCH OR (SEEN UNDRAFT) SUBJECT fact", " 1"),
        ("SEARCH UID 2:* ALL", " 2"),
        ("UID SEARCH UID 2,1,7", " 1 2"),
    ] {
        let text = signed_in(&sandbox, &format!("b EXAMINE Sent\r\nc {command}\r\n")).await;
        assert!(text.contains(&format!("* SEARCH{expected}\r\nc OK")), "{command}: {text}");
    }
}

/// A session that passes every step once.
fn session() -> String {
    let before = "b CAPABILITY\r\nc LIST \"\" *\r\nd SELECT Sent\r\ne SEARCH ALL\r\n";
    format!("{AUTH}{before}{}z LOGOUT\r\n", append("f", "Sent", MAIL))
}

#[tokio::test]
async fn each_action_at_each_step() {
    let all = ["a OK", "b OK", "c OK", "d OK", "e OK", "f OK", "BYE, z OK"];
    let kept = |step, action: &ImapAction| match action {
        _ if step == ImapStep::Logout => true,
        ImapAction::Reply(text) if step == ImapStep::AppendEnd => text.starts_with("OK"),
        ImapAction::StoreAndClose => step == ImapStep::AppendEnd,
        ImapAction::Garbage(_) => !matches!(step, ImapStep::Append | ImapStep::SignIn | ImapStep::Connect),
        ImapAction::Inject(_) | ImapAction::Normal => true,
        _ => !matches!(step, ImapStep::Append | ImapStep::AppendLiteral | ImapStep::AppendEnd | ImapStep::SignIn),
    };
    for (step, replies) in [
        (ImapStep::Greeting, 0),
        (ImapStep::SignIn, 0),
        (ImapStep::Capability, 1),
        (ImapStep::List, 2),
        (ImapStep::Select, 3),
        (ImapStep::Search, 4),
        (ImapStep::Append, 5),
        (ImapStep::AppendLiteral, 5),
        (ImapStep::AppendEnd, 5),
        (ImapStep::Logout, 6),
    ] {
        let (before, after) = (all[..replies].to_vec(), all[replies..].to_vec());
        let in_turn = |own: &[&str], rest: &[&str]| [&before[..], own, rest].concat().join(", ");
        let ends = |own: &[&str]| in_turn(own, &[]);
        let tag = if step == ImapStep::Logout { "z" } else { after[0].split(' ').next().unwrap() };
        let no = format!("{tag} NO");
        let tagged_bye = if step == ImapStep::Greeting { "BYE".to_owned() } else { format!("{tag} BYE") };
        let reply = |text: &str| ImapAction::Reply(text.to_owned());
        // What the reply NO leads to.
        let refused = match step {
            ImapStep::Greeting => in_turn(&[], &after),
            ImapStep::SignIn => "a NO, b OK, c BAD, d BAD, e BAD, f BAD, BYE, z OK".to_owned(),
            ImapStep::Select => in_turn(&["d NO", "e BAD"], &after[2..]),
            ImapStep::Logout => ends(&[&no]),
            _ => in_turn(&[&no], &after[1..]),
        };
        for (action, expected, said) in [
            (ImapAction::Normal, in_turn(&[], &after), ""),
            (ImapAction::Close, ends(&[]), ""),
            (ImapAction::StoreAndClose, ends(&[]), ""),
            (ImapAction::Bye("later".into()), ends(&["BYE"]), "* BYE later\r\n"),
            (reply("BYE now"), ends(&[&tagged_bye]), " BYE now\r\n"),
            (reply("NO [ALERT] odd"), refused, " NO [ALERT] odd\r\n"),
            (ImapAction::Inject(b"* 7 EXPUNGE\r\n".to_vec()), in_turn(&[], &after), "* 7 EXPUNGE\r\n"),
        ] {
            let sandbox = start(ImapBehavior::default().on(step, action.clone()).times(1)).await;
            let text = talk(&sandbox, session()).await;
            assert_eq!(statuses(&text), expected, "{step:?} {action:?}: {text}");
            assert!(text.contains(said), "{step:?} {action:?}: {text}");
            let keeps = kept(step, &action) && (expected.contains("f OK") || action == ImapAction::StoreAndClose);
            assert_eq!(sandbox.filed_count(), usize::from(keeps), "{step:?} {action:?}");
            // The rule is used up.
            assert_eq!(statuses(&talk(&sandbox, session()).await), all.join(", "));
        }
    }
}

#[tokio::test]
async fn bytes_that_are_no_reply() {
    let garbage = || ImapAction::Garbage(b"\x00\xff what?\r\n".to_vec());
    for (step, filed) in [
        (ImapStep::Greeting, 1),
        (ImapStep::Capability, 1),
        (ImapStep::SignIn, 0),
        (ImapStep::Append, 0),
        (ImapStep::AppendLiteral, 1),
        (ImapStep::AppendEnd, 1),
    ] {
        let sandbox = start(ImapBehavior::default().on(step, garbage())).await;
        let text = talk(&sandbox, session()).await;
        assert!(text.contains(" what?\r\n") && text.ends_with("z OK LOGOUT completed\r\n"), "{step:?}: {text}");
        assert_eq!(sandbox.filed_count(), filed, "{step:?}: {text}");
    }
}

#[tokio::test]
async fn a_script_has_turns() {
    let behavior = ImapBehavior::default()
        .on(ImapStep::AppendEnd, ImapAction::Normal)
        .times(1)
        .on(ImapStep::AppendEnd, ImapAction::Reply("NO [SERVERBUG] odd".into()))
        .times(2)
        .on(ImapStep::AppendEnd, ImapAction::Reply("OK kept".into()));
    let sandbox = start(behavior).await;
    for expected in ["b OK [APPENDUID", "b NO [SERVERBUG]", "b NO [SERVERBUG]", "b OK kept", "b OK kept"] {
        let text = signed_in(&sandbox, &append("b", "Sent", MAIL)).await;
        assert!(text.starts_with(expected), "{expected}: {text}");
    }
    assert_eq!(sandbox.filed_count(), 3);
}

#[tokio::test]
async fn starttls_by_the_script() {
    for (step, action, expected) in [
        (ImapStep::Connect, ImapAction::Close, ""),
        (ImapStep::Greeting, ImapAction::Bye("full".into()), "BYE"),
        (ImapStep::StartTls, ImapAction::Reply("NO not now".into()), "a NO, b OK"),
        (ImapStep::StartTls, ImapAction::Bye("full".into()), "BYE"),
        (ImapStep::StartTls, ImapAction::Close, ""),
        (ImapStep::StartTls, ImapAction::Garbage(b"a OK? \xff\r\n".to_vec()), "a OK?, b OK"),
    ] {
        let sandbox = start(ImapBehavior::default().on(step, action.clone())).await;
        let mut client = Client::clear(&sandbox).await;
        client.send("a STARTTLS\r\nb LOGOUT\r\n").await;
        let text = client.rest().await;
        assert_eq!(statuses(&text).replace("BYE, b", "b"), expected, "{step:?} {action:?}: {text}");
    }
    // Clear text after the reply, in the same write; the handshake follows.
    let injected = ImapAction::Inject(b"b OK [CAPABILITY AUTH=PLAIN] injected\r\n".to_vec());
    let sandbox = start(ImapBehavior::default().on(ImapStep::StartTls, injected)).await;
    let mut tcp = TcpStream::connect((sandbox.host(), sandbox.imap_port().unwrap())).await.unwrap();
    until(&mut tcp, "ready\r\n").await;
    tcp.write_all(b"a STARTTLS\r\n").await.unwrap();
    assert!(until(&mut tcp, "injected\r\n").await.starts_with("a OK Begin"));
    let mut client = protect(&sandbox, tcp).await;
    client.send("b LOGOUT\r\n").await;
    assert_eq!(statuses(&client.rest().await), "BYE, b OK");
}

#[tokio::test]
async fn a_stalled_server_waits_for_the_client() {
    for (step, filed) in [
        (ImapStep::Connect, 0),
        (ImapStep::Greeting, 0),
        (ImapStep::SignIn, 0),
        (ImapStep::Append, 0),
        (ImapStep::AppendLiteral, 0),
        (ImapStep::AppendEnd, 1),
        (ImapStep::Logout, 1),
    ] {
        let sandbox = start(ImapBehavior::default().on(step, ImapAction::Stall)).await;
        let mut tcp = TcpStream::connect((sandbox.host(), sandbox.imap_port().unwrap())).await.unwrap();
        if matches!(step, ImapStep::Connect | ImapStep::Greeting) {
            sandbox.wait_open_imap(1).await.unwrap();
            assert!(tcp.try_read(&mut [0; 9]).is_err());
            drop(tcp);
        } else {
            until(&mut tcp, "ready\r\n").await;
            tcp.write_all(b"a STARTTLS\r\n").await.unwrap();
            until(&mut tcp, "now\r\n").await;
            let mut client = protect(&sandbox, tcp).await;
            client.send(session()).await;
            sandbox.wait_for_filed(filed).await.unwrap();
            let waits = async {
                while !sandbox.imap_transcript().iter().any(|line| line.text.contains("no answer")) {
                    tokio::task::yield_now().await;
                }
            };
            timeout(LIMIT, waits).await.unwrap();
            drop(client);
        }
        sandbox.wait_open_imap(0).await.unwrap();
        assert_eq!(sandbox.filed_count(), filed, "{step:?}");
    }
}

#[tokio::test]
async fn a_server_that_stops_reading_blocks_the_client() {
    let sandbox = start(ImapBehavior::default().on(ImapStep::AppendLiteral, ImapAction::StopReading)).await;
    let mut client = Client::tls(&sandbox).await;
    let size = 32 * 1024 * 1024;
    client.send(format!("{AUTH}b APPEND Sent {{{size}+}}\r\n")).await;
    client.until("Signed in\r\n").await;
    let message = vec![b'x'; size];
    assert!(crate::support::polled(client.0.write_all(&message), 50_000).await.is_none());
    assert!(sandbox.imap_transcript().iter().any(|line| line.text.contains("reads no more")));
    drop(sandbox);
    let _ = timeout(LIMIT, client.0.read_to_end(&mut Vec::new())).await.expect("the connection is still open");
}

#[test]
fn a_large_message_is_stored_once() {
    let size = 27 * 1024 * 1024;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let sandbox = Arc::new(runtime.block_on(start(ImapBehavior::default())));
    let client = std::thread::spawn({
        let sandbox = Arc::clone(&sandbox);
        move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let mut client = Client::tls(&sandbox).await;
                client.send(format!("{AUTH}b APPEND Sent {{{size}+}}\r\n")).await;
                client.send(vec![b'x'; size]).await;
                client.send("\r\nz LOGOUT\r\n").await;
                client.rest().await
            })
        }
    });
    // The server runs on this thread, the client on its own.
    let used = allocation_counter::measure(|| {
        runtime.block_on(async { while sandbox.wait_for_filed(1).await.is_err() {} });
    });
    // The last reply is still to be written.
    let text = runtime.block_on(async { tokio::task::spawn_blocking(move || client.join().unwrap()).await }).unwrap();
    assert!(text.contains("b OK"), "{text}");
    assert_eq!(sandbox.filed()[0].raw().len(), size);
    let most = size as u64 + 512 * 1024;
    assert!(used.bytes_max < most, "{} bytes for a message of {size}", used.bytes_max);
}

#[tokio::test]
async fn hostile_clients_get_a_reply_or_the_end() {
    let sandbox = start(ImapBehavior::default()).await;
    for (sent, expected) in [
        (format!("a NOOP {}\r\nb NOOP\r\n", "x".repeat(20_000)), "BYE"),
        (format!("a LOGIN {{5+}}\r\nabcde {}\r\n", "x".repeat(20_000)), "BYE"),
        ("a LOGIN {16385}\r\n".to_owned(), "a BAD"),
        ("a LOGIN {99999999999999999999}\r\n".to_owned(), "a BAD"),
        ("a LOGIN {99999999999999999999+}\r\n".to_owned(), "a BAD, BYE"),
        ("a LOGIN {9999999999999999+} {1+}\r\nx\r\n".to_owned(), "a BAD"),
        (format!("a SEARCH {}\r\n", "(".repeat(5_000)), "a BAD"),
        (format!("a ID (x{})\r\n", " x".repeat(2_000)), "a BAD"),
        ("a LOGIN {2+}\r\n\u{e9} \"\\\"\r\n".to_owned(), "a BAD"),
    ] {
        let ends = expected.ends_with("BYE");
        let text = talk(&sandbox, if ends { sent.clone() } else { sent.clone() + "z LOGOUT\r\n" }).await;
        let expected = if ends { expected.to_owned() } else { format!("{expected}, BYE, z OK") };
        assert_eq!(statuses(&text), expected, "{sent:.80}: {text}");
    }
    let text = signed_in(&sandbox, &format!("b SELECT Sent\r\nc SEARCH {}ALL\r\n", "NOT ".repeat(500))).await;
    assert_eq!(statuses(&text), "b OK, c BAD");
    // Bytes of every kind, whole and after a sign-in: no panic, and the next client is served.
    let mut state = 7_u32;
    for round in 0..60 {
        let mut bytes = if round % 2 == 0 { AUTH.as_bytes().to_vec() } else { Vec::new() };
        for _ in 0..400 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let some = [b' ', b'\r', b'\n', b'(', b')', b'"', b'{', b'}', b'+', b'\\', b'a', b'*', b'1', 0, 0xff];
            bytes.push(some[(state >> 24) as usize % some.len()]);
        }
        bytes.extend(b"\r\nz APPEND Sent (\r\n");
        let mut client = Client::tls(&sandbox).await;
        client.send(bytes).await;
        client.until("\r\n").await;
    }
    assert_eq!(statuses(&signed_in(&sandbox, "b NOOP\r\n").await), "b OK");
}

#[tokio::test]
async fn connections_and_sessions_are_counted() {
    let sandbox = start(ImapBehavior::default()).await;
    let (first, second) = (Client::tls(&sandbox).await, Client::clear(&sandbox).await);
    sandbox.wait_open_imap(2).await.unwrap();
    drop((first, second));
    sandbox.wait_open_imap(0).await.unwrap();
    signed_in(&sandbox, "b NOOP\r\n").await;
    assert_eq!((sandbox.imap_connections(), sandbox.max_open_imap()), (3, 2));
    let said = sandbox.imap_transcript();
    let of = |speaker: Speaker| {
        said.iter().filter(|line| line.speaker == speaker).map(|line| line.text.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(of(Speaker::Client), ["a LOGIN ***", "b NOOP", "z LOGOUT"]);
    assert!(of(Speaker::Server).contains(&"b OK NOOP completed"), "{said:?}");
    assert!(of(Speaker::Event).contains(&"encrypted from here on"), "{said:?}");
    // A line out of turn may be a secret.
    signed_in(&sandbox, "cGFzc3dvcmQ=\r\n").await;
    assert!(!format!("{:?}", sandbox.imap_transcript()).contains("cGFzc3dvcmQ="));
    let ports = [sandbox.imap_port().unwrap(), sandbox.imap_tls_port().unwrap()];
    sandbox.stop().await;
    for port in ports {
        assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err(), "{port}");
    }
    let without = SmtpSandbox::start().await.unwrap();
    assert_eq!((without.imap_port(), without.imap_tls_port()), (None, None));
}
