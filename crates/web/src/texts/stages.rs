//! Names of the steps of a test, for customers.

use crate::core::{Language, Stage};

/// The step's name. `in_clear` tells the first of two `EHLO`s apart, before encryption.
pub(crate) fn stage(stage: Stage, in_clear: bool, language: Language) -> &'static str {
    let (en, fr) = match stage {
        Stage::Gateway => ("Settings are complete", "Réglages complets"),
        Stage::Token => ("Permission of the provider", "Autorisation du fournisseur"),
        Stage::Dns => ("Server name", "Nom du serveur"),
        Stage::Connect => ("Connection", "Connexion"),
        Stage::Greeting => ("Greeting", "Accueil"),
        Stage::Ehlo if in_clear => ("What the server offers", "Ce que le serveur propose"),
        Stage::Ehlo => ("What it offers once encrypted", "Ce qu’il propose une fois chiffré"),
        Stage::StartTls => ("Switch to encryption", "Passage au chiffrement"),
        Stage::Tls => ("Encryption and certificate", "Chiffrement et certificat"),
        Stage::Auth => ("Sign-in", "Authentification"),
        Stage::MailFrom => ("Sender", "Expéditeur"),
        Stage::RcptTo => ("Recipient", "Destinataire"),
        Stage::Data => ("Message", "Message"),
        Stage::FinalReply => ("Acceptance of the message", "Acceptation du message"),
        Stage::SentCopy => ("Copy in the Sent folder", "Copie dans les messages envoyés"),
        Stage::Message => ("Composition", "Composition"),
        Stage::Wait => ("Waiting", "Attente"),
        other => (other.as_str(), other.as_str()),
    };
    if language == Language::Fr { fr } else { en }
}
