//! The mailboxes of `.ci/imap`, and gateways that file copies there.

use crate::{
    letter::{Attachment, Letter},
    servers::{DEADLINE, MODES, certificate, variable},
};
use ite_mailer::{
    DocumentMail, Filing, Security, SmtpGateway,
    gateway::{GatewayBuilder, ImapSettings, SentCopy, Timeouts},
    sandbox::SmtpSandbox,
};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::{
    io::{Read, Write},
    process::{Child, Command, Stdio},
};

pub(super) const SENDER: &str = "facturation@example.com";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Server {
    Dovecot,
    Courier,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Mailbox {
    pub(super) server: Server,
    pub(super) name: &'static str,
    /// The Sent folder, as a person reads it and as on the wire; none in some.
    pub(super) folder: &'static str,
    pub(super) wire: &'static str,
}

pub(super) const fn dovecot(name: &'static str, folder: &'static str) -> Mailbox {
    Mailbox { server: Server::Dovecot, name, folder, wire: folder }
}

pub(super) const fn courier(name: &'static str) -> Mailbox {
    Mailbox { server: Server::Courier, name, folder: "INBOX.Sent", wire: "INBOX.Sent" }
}

/// Where documents of 20 MiB are filed: with LITERAL+, without, and at the other server.
pub(super) fn large() -> [(Mailbox, (&'static str, Security)); 3] {
    let [starttls, implicit] = MODES;
    [(dovecot("named", "Sent"), implicit), (dovecot("plain", "Sent"), starttls), (courier("sent"), implicit)]
}

/// A message as Python's client reads it. Dates are seconds since 1970.
#[derive(Debug, Deserialize)]
pub(super) struct Message {
    pub(super) message_id: String,
    pub(super) uid: u32,
    pub(super) flags: Vec<String>,
    pub(super) filed_as: f64,
    pub(super) date: f64,
    pub(super) size: usize,
    pub(super) sha256: String,
}

impl Mailbox {
    pub(super) fn user(self) -> String {
        format!("{}@example.com", self.name)
    }

    pub(super) fn port(self, security: Security) -> u16 {
        let mode = if security == Security::ImplicitTls { "TLS" } else { "STARTTLS" };
        let name = format!("{:?}_{mode}_PORT", self.server).to_uppercase();
        variable(&name).parse().expect("a port")
    }

    /// Login and secret are the gateway's.
    pub(super) fn settings(self, security: Security) -> ImapSettings {
        self.settings_at(self.port(security), security)
    }

    pub(super) fn settings_at(self, port: u16, security: Security) -> ImapSettings {
        let mut settings = ImapSettings::default();
        settings.host = Some(variable("HOST"));
        settings.port = Some(port);
        settings.security = Some(security);
        settings
    }

    /// A server that takes the mailbox's login and password.
    pub(super) async fn sandbox(self) -> SmtpSandbox {
        SmtpSandbox::builder().user(self.user(), variable("PASSWORD")).start().await.expect("a sandbox")
    }

    pub(super) fn gateway(self, sandbox: &SmtpSandbox, security: Security) -> GatewayBuilder {
        self.untrusting(sandbox, security).root_certificate(certificate("CA"))
    }

    /// Trusts the sandbox's authority alone.
    pub(super) fn untrusting(self, sandbox: &SmtpSandbox, security: Security) -> GatewayBuilder {
        let mut timeouts = Timeouts::default().all_steps(DEADLINE);
        timeouts.sent_copy = 3 * DEADLINE;
        SmtpGateway::builder()
            .host(sandbox.host())
            .port(sandbox.port())
            .user(sandbox.user())
            .password(sandbox.password())
            .root_certificate(sandbox.ca_pem())
            .timeouts(timeouts)
            .sent_copy(SentCopy::Folder)
            .imap(self.settings(security))
    }

    fn client(self, command: &str, argument: &str) -> Child {
        Command::new(variable("MAIL_CLIENT"))
            .args([&self.port(Security::ImplicitTls).to_string(), command, argument])
            .env("ITE_MAILER_INTEROP_MAILBOX", self.user())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the mail client starts")
    }

    /// The messages with these Message-IDs in the Sent folder.
    pub(super) fn messages(self, message_ids: &[&str]) -> Vec<Message> {
        let told = self.run("find", message_ids.join("\n").as_bytes());
        told.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Files a message as another mail client does.
    pub(super) fn append(self, message: &[u8]) {
        self.run("append", message);
    }

    fn run(self, command: &str, input: &[u8]) -> String {
        let mut client = self.client(command, self.wire);
        client.stdin.take().unwrap().write_all(input).unwrap();
        let output = client.wait_with_output().unwrap();
        assert!(output.status.success(), "{self:?}: {command}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Keeps connections of another mail client open until the result is given to [`release`].
    pub(super) fn hold(self, connections: usize) -> Child {
        let mut client = self.client("hold", &connections.to_string());
        let mut held = [0; 5];
        client.stdout.as_mut().unwrap().read_exact(&mut held).expect("the connections are open");
        client
    }
}

pub(super) fn release(mut client: Child) {
    drop(client.stdin.take());
    assert!(client.wait().unwrap().success());
}

/// Accents, a blind copy, and a line that begins with a dot.
pub(super) fn mail(label: &str) -> DocumentMail {
    let mut letter = Letter::new(format!("Été, {label}")).with(Attachment::pdf("Facture n° 42.pdf", 3000));
    letter.bcc = vec![("", "archive@example.com")];
    letter.text = "Bonjour,\n\n.\n..\n.voici nos documents".to_owned();
    letter.mail()
}

pub(super) fn with_document(label: &str, size: usize) -> DocumentMail {
    Letter::new(label).with(Attachment::pdf("brochure.pdf", size)).mail()
}

pub(super) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Folder, UID, and whether the copy was there before.
pub(super) fn filed(at: &str, filing: Option<Filing>) -> (String, u32, bool) {
    match filing {
        Some(Filing::Filed { folder, uid: Some(uid), found, .. }) => (folder, uid, found),
        other => panic!("{at}: {other:?}"),
    }
}
