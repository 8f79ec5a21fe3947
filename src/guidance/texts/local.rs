//! What went wrong before a server answered, or without an answer.

use super::{Template, Text};
use crate::error::ErrorKind as K;

/// The text for the kinds this crate finds itself; [`K::Cancelled`] is the last.
pub(super) const fn local(kind: K) -> Text {
    match kind {
        K::Configuration => Text {
            en: Template {
                title: "The mail settings are incomplete or wrong",
                what: "Something in the mail settings of {app} cannot work. Nothing was sent.",
                steps: &[
                    "Read the list of problems: each names the field and what would be right.",
                    "Correct these fields in the mail settings.",
                    "Save, then send a test.",
                ],
            },
            fr: Template {
                title: "Les réglages d’e-mail sont incomplets ou incorrects",
                what: "Un réglage d’e-mail {de_app} ne peut pas fonctionner. Rien n’a été envoyé.",
                steps: &[
                    "Lisez la liste des problèmes : chacun indique le champ et la valeur attendue.",
                    "Corrigez ces champs dans les réglages d’e-mail.",
                    "Enregistrez, puis faites un essai d’envoi.",
                ],
            },
        },
        K::Message => Text {
            en: Template {
                title: "The mail cannot be sent as it is",
                what: "Something in the mail itself is not valid: an address, the subject or a document. Nothing was \
                   sent.",
                steps: &[
                    "Read the list of problems: each names the field and what would be right.",
                    "Correct the mail, and send again.",
                ],
            },
            fr: Template {
                title: "Cet e-mail ne peut pas partir tel quel",
                what: "Un élément du message n’est pas valable : une adresse, l’objet ou un document. Rien n’a été \
                   envoyé.",
                steps: &[
                    "Lisez la liste des problèmes : chacun indique le champ et la valeur attendue.",
                    "Corrigez le message, puis renvoyez-le.",
                ],
            },
        },
        K::Dns => Text {
            en: Template {
                title: "The mail server’s name was not found",
                what: "No server answers to the host name of the mail settings. Most often it is misspelt.",
                steps: &[
                    "Check the host in the mail settings, letter by letter.",
                    "Check that it is a server’s name such as smtp.example.com, not an address with @ or a web page.",
                    "If it is right, try again in a few minutes: name lookups fail now and then.",
                ],
            },
            fr: Template {
                title: "Le nom du serveur est introuvable",
                what: "Aucun serveur ne répond au nom indiqué dans les réglages d’e-mail. Le plus souvent, il contient \
                   une faute de frappe.",
                steps: &[
                    "Vérifiez le nom du serveur dans les réglages, lettre par lettre.",
                    "Vérifiez que c’est un nom de serveur, comme smtp.example.com, et non une adresse avec @ ou une \
                 page web.",
                    "S’il est bon, réessayez dans quelques minutes : la résolution des noms échoue parfois.",
                ],
            },
        },
        K::AddressNotAllowed => Text {
            en: Template {
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
            fr: Template {
                title: "{App} ne se connecte pas à ce serveur",
                what: "Le serveur ou le port indiqué dans les réglages d’e-mail n’est pas autorisé. Seuls le sont les \
                   serveurs de messagerie accessibles sur Internet, sur les ports prévus pour l’envoi ; un serveur \
                   situé dans un réseau privé ne l’est pas.",
                steps: &[
                    "Vérifiez le serveur dans les réglages d’e-mail : ce doit être le serveur d’envoi de votre \
                 fournisseur, par exemple smtp.example.com, et non une adresse comme 192.168.1.10.",
                    "Vérifiez le port : {ports}.",
                    "Si votre serveur de messagerie se trouve dans votre propre réseau, demandez à votre \
                 contact technique pour {app} s’il peut être autorisé.",
                ],
            },
        },
        K::Connect => Text {
            en: Template {
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
            fr: Template {
                title: "Le serveur de messagerie est injoignable",
                what: "La connexion au serveur {de_provider} n’a pas abouti : le port est faux, un pare-feu le bloque, \
                   ou le serveur est en panne.",
                steps: &[
                    "Vérifiez le serveur et le port : {ports}.",
                    "Si un autre port est indiqué par {provider}, essayez-le.",
                    "Réessayez dans quelques minutes.",
                    "Si cela persiste, demandez à votre contact technique pour {app} si un pare-feu bloque le port.",
                ],
            },
        },
        K::TlsUntrusted => Text {
            en: Template {
                title: "The server’s certificate is not trusted",
                what: "The server showed a certificate from an unknown authority. Your password was not sent.",
                steps: &[
                    "Check the host in the mail settings, letter by letter.",
                    "If it is your company’s own server, ask its administrator for the certificate of its authority \
                 (PEM).",
                    "Give that certificate to the people who run {app}, who can add it.",
                ],
            },
            fr: Template {
                title: "Le certificat du serveur n’est pas reconnu",
                what: "Le serveur a présenté un certificat émis par une autorité inconnue. Votre mot de passe n’a pas \
                   été envoyé.",
                steps: &[
                    "Vérifiez le nom du serveur dans les réglages, lettre par lettre.",
                    "Si c’est le serveur de votre entreprise, demandez à son administrateur le certificat de son \
                 autorité (PEM).",
                    "Transmettez ce certificat à votre contact technique pour {app}, qui peut l’ajouter.",
                ],
            },
        },
        K::TlsWrongName => Text {
            en: Template {
                title: "The server’s certificate is for another name",
                what: "The server is called otherwise than the host in the mail settings. Your password was not sent.",
                steps: &[
                    "Check the host in the mail settings, letter by letter.",
                    "Use the server name {provider} gives, not one under your own domain.",
                    "Save, then send a test.",
                ],
            },
            fr: Template {
                title: "Le certificat du serveur porte un autre nom",
                what: "Le serveur s’appelle autrement que dans les réglages d’e-mail. Votre mot de passe n’a pas été \
                   envoyé.",
                steps: &[
                    "Vérifiez le nom du serveur dans les réglages, lettre par lettre.",
                    "Utilisez le nom de serveur indiqué par {provider}, et non un nom sous votre propre domaine.",
                    "Enregistrez, puis faites un essai d’envoi.",
                ],
            },
        },
        K::TlsExpired => Text {
            en: Template {
                title: "The server’s certificate has expired",
                what: "The server’s certificate is out of date, or not valid yet. Your password was not sent.",
                steps: &[
                    "Tell the support of {provider}, or the administrator of the server: only they can renew it.",
                    "Try again later.",
                    "If every mail server shows the same, pass this on to the people who run {app}: a clock may be \
                 wrong.",
                ],
            },
            fr: Template {
                title: "Le certificat du serveur a expiré",
                what: "Le certificat du serveur est périmé, ou pas encore valable. Votre mot de passe n’a pas été \
                   envoyé.",
                steps: &[
                    "Prévenez l’assistance {de_provider} ou l’administrateur du serveur : eux seuls peuvent le \
                 renouveler.",
                    "Réessayez plus tard.",
                    "Si tous les serveurs donnent ce résultat, prévenez votre contact technique pour {app} : une \
                 horloge est peut-être déréglée.",
                ],
            },
        },
        K::TlsPlaintextPort => Text {
            en: Template {
                title: "Port and encryption do not go together",
                what: "The server starts this port without encryption, but the mail settings expect TLS at once.",
                steps: &[
                    "Choose STARTTLS for this port (usual on port 587).",
                    "Or keep TLS and choose port 465.",
                    "Save, then send a test.",
                ],
            },
            fr: Template {
                title: "Le port et le chiffrement ne vont pas ensemble",
                what: "Sur ce port, le serveur commence sans chiffrement, alors que les réglages attendent TLS \
                   d’emblée.",
                steps: &[
                    "Choisissez STARTTLS pour ce port (habituel sur le port 587).",
                    "Ou gardez TLS et choisissez le port 465.",
                    "Enregistrez, puis faites un essai d’envoi.",
                ],
            },
        },
        K::StartTlsNotOffered => Text {
            en: Template {
                title: "The server offers no encryption on this port",
                what: "The mail settings ask for STARTTLS, and the server did not offer it. Either it has no encryption \
                   here, or something between {app} and the server, such as an antivirus program or a firewall, takes \
                   the offer away. Your password was not sent.",
                steps: &[
                    "Choose TLS (implicit, SSL/TLS) and port 465: nothing in between can take that away unnoticed.",
                    "If that fails too, try from another network, or switch the mail scan of the antivirus off.",
                    "If the server is your own, switch encryption on in it; otherwise ask your provider for the port with \
                 encryption.",
                    "Save, then send a test.",
                ],
            },
            fr: Template {
                title: "Le serveur ne propose pas de chiffrement sur ce port",
                what: "Les réglages demandent STARTTLS, et le serveur ne l’a pas proposé. Soit il n’a pas de chiffrement \
                   ici, soit un intermédiaire entre {app} et le serveur, par exemple un antivirus ou un pare-feu, \
                   supprime cette proposition. Votre mot de passe n’a pas été envoyé.",
                steps: &[
                    "Choisissez TLS (implicite, SSL/TLS) et le port 465 : aucun intermédiaire ne peut le supprimer \
                 sans que cela se voie.",
                    "Si cela échoue aussi, essayez depuis un autre réseau, ou désactivez l’analyse des e-mails de \
                 l’antivirus.",
                    "Si le serveur est le vôtre, activez-y le chiffrement ; sinon, demandez à votre fournisseur quel \
                 port est chiffré.",
                    "Enregistrez, puis faites un essai d’envoi.",
                ],
            },
        },
        K::TlsTlsPort => Text {
            en: Template {
                title: "Port and encryption do not match",
                what: "The server expects TLS at once on this port, but the mail settings begin without it.",
                steps: &[
                    "Choose TLS (implicit, SSL/TLS) for this port (usual on port 465).",
                    "Or keep STARTTLS and choose port 587.",
                    "Save, then send a test.",
                ],
            },
            fr: Template {
                title: "Le port et le chiffrement ne correspondent pas",
                what: "Sur ce port, le serveur attend TLS d’emblée, alors que les réglages commencent sans chiffrement.",
                steps: &[
                    "Choisissez TLS (implicite, SSL/TLS) pour ce port (habituel sur le port 465).",
                    "Ou gardez STARTTLS et choisissez le port 587.",
                    "Enregistrez, puis faites un essai d’envoi.",
                ],
            },
        },
        K::Tls => Text {
            en: Template {
                title: "The encrypted connection failed",
                what: "The server and {app} could not agree on an encrypted connection. Your password was not sent.",
                steps: &[
                    "Check the port and its encryption: {ports}.",
                    "Try again in a few minutes.",
                    "If it stays so, pass this message on to the people who run {app}.",
                ],
            },
            fr: Template {
                title: "La connexion chiffrée a échoué",
                what: "Le serveur et {app} n’ont pas pu s’accorder sur une connexion chiffrée. Votre mot de passe n’a \
                   pas été envoyé.",
                steps: &[
                    "Vérifiez le port et son chiffrement : {ports}.",
                    "Réessayez dans quelques minutes.",
                    "Si cela persiste, transmettez ce message à votre contact technique pour {app}.",
                ],
            },
        },
        K::Timeout => Text {
            en: Template {
                title: "The mail server took too long",
                what: "The server of {provider} did not answer in time.",
                steps: &[
                    "If {app} says that the mail may have gone, look whether it arrived before you send it again.",
                    "Wait a few minutes, then try again.",
                    "If it always happens, check the host and the port in the mail settings.",
                ],
            },
            fr: Template {
                title: "Le serveur de messagerie a mis trop de temps",
                what: "Le serveur {de_provider} n’a pas répondu à temps.",
                steps: &[
                    "Si le message est indiqué comme peut-être parti dans {app}, vérifiez s’il est arrivé avant de le \
                 renvoyer.",
                    "Attendez quelques minutes, puis réessayez.",
                    "Si cela arrive à chaque fois, vérifiez le serveur et le port dans les réglages d’e-mail.",
                ],
            },
        },
        K::Protocol => Text {
            en: Template {
                title: "The conversation with the server broke off",
                what: "The server cut the connection, or answered something unexpected.",
                steps: &[
                    "If {app} says that the mail may have gone, look whether it arrived before you send it again.",
                    "Wait a few minutes, then try again.",
                    "If it always happens, check that host and port belong to an outgoing (SMTP) server.",
                ],
            },
            fr: Template {
                title: "L’échange avec le serveur s’est interrompu",
                what: "Le serveur a coupé la connexion, ou a répondu de façon inattendue.",
                steps: &[
                    "Si le message est indiqué comme peut-être parti dans {app}, vérifiez s’il est arrivé avant de le \
                 renvoyer.",
                    "Attendez quelques minutes, puis réessayez.",
                    "Si cela arrive à chaque fois, vérifiez que le serveur et le port sont bien ceux de l’envoi (SMTP).",
                ],
            },
        },
        K::InDoubt => Text {
            en: Template {
                title: "The mail may have gone already",
                what: "The same mail was sent before without a clear answer. It was not sent a second time.",
                steps: &[
                    "Look in your Sent folder, or ask the recipient whether the mail arrived.",
                    "If it arrived, there is nothing to do.",
                    "If it did not, ask the support of {app} to release the mail, then send it again.",
                ],
            },
            fr: Template {
                title: "Le message est peut-être déjà parti",
                what: "Le même message a déjà été envoyé, sans réponse claire du serveur. Il n’a pas été envoyé une \
                   seconde fois.",
                steps: &[
                    "Regardez vos messages envoyés, ou demandez au destinataire s’il a reçu le message.",
                    "S’il l’a reçu, il n’y a rien à faire.",
                    "Sinon, demandez à l’assistance {de_app} de débloquer l’envoi, puis renvoyez le message.",
                ],
            },
        },
        K::InProgress => Text {
            en: Template {
                title: "The mail is being sent",
                what: "The same mail is being sent at this moment, by another part of {app}. It was not sent a second time.",
                steps: &[
                    "Wait a minute, then look whether {app} shows the mail as sent.",
                    "If it does not, send the mail again: it will not go twice.",
                ],
            },
            fr: Template {
                title: "L’envoi est en cours",
                what: "Le même message est en cours d’envoi. Il n’a pas été envoyé une seconde fois.",
                steps: &[
                    "Attendez une minute, puis vérifiez si le message est indiqué comme envoyé dans {app}.",
                    "Sinon, renvoyez-le : il ne partira pas deux fois.",
                ],
            },
        },
        K::StoreUnavailable => Text {
            en: Template {
                title: "The records of sent mail are unavailable",
                what: "The mail was not sent: {app} keeps a record of what it sends, so that nothing goes twice, and cannot reach it at the moment.",
                steps: &["Wait a few minutes, then send the mail again.", "If it stays so, tell the support of {app}."],
            },
            fr: Template {
                title: "Le registre des envois est indisponible",
                what: "Le message n’a pas été envoyé : le registre qui évite les envois en double est momentanément inaccessible.",
                steps: &[
                    "Attendez quelques minutes, puis renvoyez le message.",
                    "Si le problème persiste, signalez-le à l’assistance {de_app}.",
                ],
            },
        },
        _ => Text {
            en: Template {
                title: "The sending was cancelled",
                what: "The mail was not sent, because {app} was shutting down.",
                steps: &["If you still want the mail to go, send it again."],
            },
            fr: Template {
                title: "L’envoi a été annulé",
                what: "Le message n’a pas été envoyé, car l’application était en cours d’arrêt.",
                steps: &["Si le message doit toujours partir, renvoyez-le."],
            },
        },
    }
}

/// No answer came to the end of the message.
pub(super) const OUTCOME_UNKNOWN: Text = Text {
    en: Template {
        title: "The mail may have gone",
        what: "{Provider} received the mail, but the connection ended before its answer. The mail may have been \
               delivered. It was not sent a second time.",
        steps: &[
            "Do not send it again yet: the recipient could get it twice.",
            "Look in your Sent folder, or ask the recipient whether the mail arrived.",
            "Send it again only if it did not arrive.",
        ],
    },
    fr: Template {
        title: "Le message est peut-être parti",
        what: "{Provider} a reçu le message, mais la connexion s’est interrompue avant sa réponse. Le message a \
               peut-être été remis. Il n’a pas été envoyé une seconde fois.",
        steps: &[
            "Ne le renvoyez pas tout de suite\u{a0}: le destinataire pourrait le recevoir en double.",
            "Regardez vos messages envoyés, ou demandez au destinataire s’il a reçu le message.",
            "Ne le renvoyez que s’il n’est pas arrivé.",
        ],
    },
};
