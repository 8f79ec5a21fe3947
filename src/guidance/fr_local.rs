//! French: what went wrong before, or without, a refusal.

use super::words::Words;
use crate::error::ErrorKind as K;

/// The words for the kinds this crate finds itself; [`K::Cancelled`] is the last.
pub(crate) const fn local(kind: K) -> Words {
    match kind {
        K::Configuration => Words {
            title: "Les réglages d’e-mail sont incomplets ou incorrects",
            what: "Un réglage d’e-mail {de_app} ne peut pas fonctionner. Rien n’a été envoyé.",
            steps: &[
                "Lisez la liste des problèmes : chacun indique le champ et la valeur attendue.",
                "Corrigez ces champs dans les réglages d’e-mail.",
                "Enregistrez, puis faites un essai d’envoi.",
            ],
        },
        K::Message => Words {
            title: "Cet e-mail ne peut pas partir tel quel",
            what: "Un élément du message n’est pas valable : une adresse, l’objet ou un document. Rien n’a été \
                   envoyé.",
            steps: &[
                "Lisez la liste des problèmes : chacun indique le champ et la valeur attendue.",
                "Corrigez le message, puis renvoyez-le.",
            ],
        },
        K::Dns => Words {
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
        K::AddressNotAllowed => Words {
            title: "{App} ne se connecte pas à ce serveur",
            what: "L’hôte ou le port indiqué dans les réglages de messagerie ne fait pas partie de ceux auxquels {app} \
                   peut se connecter\u{a0}: seuls les serveurs de messagerie accessibles sur Internet sont autorisés, sur \
                   les ports prévus pour l’envoi\u{202f}; un serveur situé dans un réseau privé ne l’est pas.",
            steps: &[
                "Vérifiez l’hôte dans les réglages de messagerie\u{a0}: il doit s’agir du serveur d’envoi de votre \
                 fournisseur, par exemple smtp.example.com, et non d’une adresse comme 192.168.1.10.",
                "Vérifiez le port\u{a0}: {ports}.",
                "Si votre serveur de messagerie se trouve dans votre propre réseau, demandez aux personnes qui gèrent \
                 {app} s’il peut être autorisé.",
            ],
        },
        K::Connect => Words {
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
        K::TlsUntrusted => Words {
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
        K::TlsWrongName => Words {
            title: "Le certificat du serveur porte un autre nom",
            what: "Le serveur s’appelle autrement que dans les réglages d’e-mail. Votre mot de passe n’a pas été \
                   envoyé.",
            steps: &[
                "Vérifiez le nom du serveur dans les réglages, lettre par lettre.",
                "Utilisez le nom de serveur indiqué par {provider}, et non un nom sous votre propre domaine.",
                "Enregistrez, puis faites un essai d’envoi.",
            ],
        },
        K::TlsExpired => Words {
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
        K::TlsPlaintextPort => Words {
            title: "Le port et le chiffrement ne vont pas ensemble",
            what: "Sur ce port, le serveur commence sans chiffrement, alors que les réglages attendent TLS \
                   d’emblée.",
            steps: &[
                "Choisissez STARTTLS pour ce port (habituel sur le port 587).",
                "Ou gardez TLS et choisissez le port 465.",
                "Enregistrez, puis faites un essai d’envoi.",
            ],
        },
        K::TlsTlsPort => Words {
            title: "Le port et le chiffrement ne correspondent pas",
            what: "Sur ce port, le serveur attend TLS d’emblée, alors que les réglages commencent sans chiffrement.",
            steps: &[
                "Choisissez TLS (implicite, SSL/TLS) pour ce port (habituel sur le port 465).",
                "Ou gardez STARTTLS et choisissez le port 587.",
                "Enregistrez, puis faites un essai d’envoi.",
            ],
        },
        K::Tls => Words {
            title: "La connexion chiffrée a échoué",
            what: "Le serveur et {app} n’ont pas pu s’accorder sur une connexion chiffrée. Votre mot de passe n’a \
                   pas été envoyé.",
            steps: &[
                "Vérifiez le port et son chiffrement : {ports}.",
                "Réessayez dans quelques minutes.",
                "Si cela persiste, transmettez ce message à votre contact technique pour {app}.",
            ],
        },
        K::Timeout => Words {
            title: "Le serveur de messagerie a mis trop de temps",
            what: "Le serveur {de_provider} n’a pas répondu à temps.",
            steps: &[
                "Si le message a pu partir, regardez vos messages envoyés ou demandez au destinataire avant de le \
                 renvoyer.",
                "Attendez quelques minutes, puis réessayez.",
                "Si cela arrive à chaque fois, vérifiez le serveur et le port dans les réglages d’e-mail.",
            ],
        },
        K::Protocol => Words {
            title: "L’échange avec le serveur s’est interrompu",
            what: "Le serveur a coupé la connexion, ou a répondu de façon inattendue.",
            steps: &[
                "Si le message a pu partir, regardez vos messages envoyés ou demandez au destinataire avant de le \
                 renvoyer.",
                "Attendez quelques minutes, puis réessayez.",
                "Si cela arrive à chaque fois, vérifiez que le serveur et le port sont bien ceux de l’envoi (SMTP).",
            ],
        },
        K::InDoubt => Words {
            title: "Le message est peut-être déjà parti",
            what: "Le même message a déjà été envoyé, sans réponse claire du serveur. Il n’a pas été envoyé une \
                   seconde fois.",
            steps: &[
                "Regardez vos messages envoyés, ou demandez au destinataire s’il a reçu le message.",
                "S’il l’a reçu, il n’y a rien à faire.",
                "Sinon, demandez à l’assistance {de_app} de débloquer l’envoi, puis renvoyez le message.",
            ],
        },
        K::InProgress => Words {
            title: "L’envoi est en cours",
            what: "Le même message est en cours d’envoi. Il n’a pas été envoyé une seconde fois.",
            steps: &[
                "Attendez une minute, puis vérifiez si le message est indiqué comme envoyé.",
                "Sinon, renvoyez-le : il ne partira pas deux fois.",
            ],
        },
        K::StoreUnavailable => Words {
            title: "Les données de l’application sont indisponibles",
            what: "Le message n’a pas été envoyé, car l’application n’a pas pu accéder à ses propres données.",
            steps: &[
                "Attendez quelques minutes, puis renvoyez le message.",
                "Si le problème persiste, signalez-le à l’assistance {de_app}.",
            ],
        },
        _ => Words {
            title: "L’envoi a été annulé",
            what: "Le message n’a pas été envoyé, car l’application était en cours d’arrêt.",
            steps: &["Si le message doit toujours partir, renvoyez-le."],
        },
    }
}
