//! English: what went wrong before, or without, a refusal.

use super::words::Words;
use crate::error::ErrorKind as K;

/// The words for the kinds this crate finds itself; [`K::Cancelled`] is the last.
pub(crate) const fn local(kind: K) -> Words {
    match kind {
        K::Configuration => Words {
            title: "The mail settings are incomplete or wrong",
            what: "Something in the mail settings of {app} cannot work. Nothing was sent.",
            steps: &[
                "Read the list of problems: each names the field and what would be right.",
                "Correct these fields in the mail settings.",
                "Save, then send a test.",
            ],
        },
        K::Message => Words {
            title: "The mail cannot be sent as it is",
            what: "Something in the mail itself is not valid: an address, the subject or a document. Nothing was \
                   sent.",
            steps: &[
                "Read the list of problems: each names the field and what would be right.",
                "Correct the mail, and send again.",
            ],
        },
        K::Dns => Words {
            title: "The mail server’s name was not found",
            what: "No server answers to the host name of the mail settings. Most often it is misspelt.",
            steps: &[
                "Check the host in the mail settings, letter by letter.",
                "Check that it is a server’s name such as smtp.example.com, not an address with @ or a web page.",
                "If it is right, try again in a few minutes: name lookups fail now and then.",
            ],
        },
        K::AddressNotAllowed => Words {
            title: "{App} does not connect to this server",
            what: "The host or the port in the mail settings is not one that {app} may connect to. Allowed are mail \
                   servers on the internet, on the ports for sending mail; a server inside a private network is not.",
            steps: &[
                "Check the host in the mail settings: it must be your provider’s outgoing server, such as \
                 smtp.example.com, and not an address like 192.168.1.10.",
                "Check the port: {ports}.",
                "If your mail server is inside your own network, ask the people who run {app} whether it may be \
                 reached.",
            ],
        },
        K::Connect => Words {
            title: "The mail server cannot be reached",
            what: "No connection to the server of {provider} came about: the port is wrong, a firewall blocks it, \
                   or the server is down.",
            steps: &[
                "Check the host and the port: {ports}.",
                "If {provider} gives a second port, try that one.",
                "Try again in a few minutes.",
                "If it stays so, ask the people who run {app} whether a firewall blocks the port.",
            ],
        },
        K::TlsUntrusted => Words {
            title: "The server’s certificate is not trusted",
            what: "The server showed a certificate from an authority nobody knows. Your password was not sent.",
            steps: &[
                "Check the host in the mail settings, letter by letter.",
                "If it is your company’s own server, ask its administrator for the certificate of its authority \
                 (PEM).",
                "Give that certificate to the people who run {app}, who can add it.",
            ],
        },
        K::TlsWrongName => Words {
            title: "The server’s certificate is for another name",
            what: "The server is called otherwise than the host in the mail settings. Your password was not sent.",
            steps: &[
                "Check the host in the mail settings, letter by letter.",
                "Use the server name {provider} gives, not one under your own domain.",
                "Save, then send a test.",
            ],
        },
        K::TlsExpired => Words {
            title: "The server’s certificate has expired",
            what: "The server’s certificate is out of date, or not valid yet. Your password was not sent.",
            steps: &[
                "Tell the support of {provider}, or the administrator of the server: only they can renew it.",
                "Try again later.",
                "If every mail server shows the same, pass this on to the people who run {app}: a clock may be \
                 wrong.",
            ],
        },
        K::TlsPlaintextPort => Words {
            title: "Port and encryption do not go together",
            what: "The server starts this port without encryption, but the mail settings expect TLS at once.",
            steps: &[
                "Choose STARTTLS for this port (usual on port 587).",
                "Or keep TLS and choose port 465.",
                "Save, then send a test.",
            ],
        },
        K::TlsTlsPort => Words {
            title: "Port and encryption do not match",
            what: "The server expects TLS at once on this port, but the mail settings begin without it.",
            steps: &[
                "Choose TLS (implicit, SSL/TLS) for this port (usual on port 465).",
                "Or keep STARTTLS and choose port 587.",
                "Save, then send a test.",
            ],
        },
        K::Tls => Words {
            title: "The encrypted connection failed",
            what: "The server and {app} could not agree on an encrypted connection. Your password was not sent.",
            steps: &[
                "Check the port and its encryption: {ports}.",
                "Try again in a few minutes.",
                "If it stays so, pass this message on to the people who run {app}.",
            ],
        },
        K::Timeout => Words {
            title: "The mail server took too long",
            what: "The server of {provider} did not answer in time.",
            steps: &[
                "If the mail may have gone, look in your Sent folder or ask the recipient before sending it again.",
                "Wait a few minutes, then try again.",
                "If it always happens, check the host and the port in the mail settings.",
            ],
        },
        K::Protocol => Words {
            title: "The conversation with the server broke off",
            what: "The server cut the connection, or answered something unexpected.",
            steps: &[
                "If the mail may have gone, look in your Sent folder or ask the recipient before sending it again.",
                "Wait a few minutes, then try again.",
                "If it always happens, check that host and port belong to an outgoing (SMTP) server.",
            ],
        },
        K::InDoubt => Words {
            title: "The mail may have gone already",
            what: "The same mail was sent before without a clear answer. It was not sent a second time.",
            steps: &[
                "Look in your Sent folder, or ask the recipient whether the mail arrived.",
                "If it arrived, there is nothing to do.",
                "If it did not, ask the support of {app} to release the mail, then send it again.",
            ],
        },
        K::InProgress => Words {
            title: "The mail is being sent",
            what: "The same mail is being sent at this moment. It was not sent a second time.",
            steps: &[
                "Wait a minute, then look whether {app} shows the mail as sent.",
                "If it does not, send the mail again: it will not go twice.",
            ],
        },
        K::StoreUnavailable => Words {
            title: "The mail could not be checked against the records",
            what: "The mail was not sent, because {app} could not reach its own data.",
            steps: &["Wait a few minutes, then send the mail again.", "If it stays so, tell the support of {app}."],
        },
        _ => Words {
            title: "The sending was cancelled",
            what: "The mail was not sent, because {app} was shutting down.",
            steps: &["If you still want the mail to go, send it again."],
        },
    }
}
