//! Phrases about sender, recipient, relaying, content and passing faults: after the codes, because they are vague.

use super::rule::{A, ANY, Again::IfTransient, Again::Later, Again::Never, Again::Usual, D, F, R, Rule, rule};
use crate::error::ErrorKind as K;

#[rustfmt::skip]
pub(super) const PHRASES: &[Rule] = &[
    rule(A, K::TemporaryServerError, Later, &[
        "unable to authenticate at", "ldap|database|backend|directory|auth server|authentication server .. down|unavailable|unreachable|not respond|timeout|timed out|error",
    ]),
    rule(A, K::BadCredentials, Never, &[
        "invalid|incorrect|wrong|bad .. password|credential|user|login|key|authentication", "not accepted", "password|credential|username|login .. incorrect|invalid|wrong|not|mismatch",
    ]),
    // Greylisting says "recipient address rejected" and means later.
    rule(F | R | D, K::TemporaryServerError, Later, &["greylist", "graylist", "grey list", "liste grise"]),
    rule(F | R | D, K::SenderNotAllowed, Never, &["relaying disallowed as"]),
    rule(F | R | D, K::RelayDenied, Never, &[
        "not a gateway", "not local host",
        "relay .. denied|not permitted|not allowed|prohibited|refused|rejected|disallowed", "relaying", "cannot relay", "not relay", "not .. open relay", "unable to relay", "rcpthosts",
        "relais|relayage .. refuse|interdit|non autorise", "relay .. verweigert|nicht|abgelehnt|negat|negad|denegad|non|no |nao", "weiterleitung .. nicht|verweigert", "retransmision|reenvio .. no|denegad",
        "no|nao|non .. permit|autori|admit|consent .. reenvio|retransmis|relay|inoltro|encaminhamento", "retransmissao|encaminhamento .. negad|nao|recusad|bloquead", "inoltro .. non|negat|rifiutat",
        "not|don't|never .. carry|forward|pass on .. mail", "relaie pas|relayons pas|achemine pas|acheminons pas", "leitet|leiten|weiterleiten .. keine|kein|nicht", "no reenvia|retransmite|retransmitimos", "non inoltra|inoltriamo", "nao encaminha|encaminhamos",
        "smarthost|smart host .. not|disabled|denied", "submission .. gateway|server .. not",
    ]),
    // Whoever will not deliver to an address is asked to relay; whoever knows the recipient names the mailbox.
    rule(R, K::RelayDenied, Never, &["delivery is not allowed|permitted", "cannot|can't|won't|will not .. deliver .. for"]),
    rule(F | R, K::IpNotAuthorized, Never, &["blocked see", "service|connection|network .. blocked"]),
    rule(F | R | D, K::SenderNotVerified, Never, &[
        "not verified", "unverified", "isn't verified", "not been verified", "not validated", "verified sender|domain|identity", "verify .. sender|domain|address", "sender identity",
        "sender signature", "must|needs to|has to|have to be .. verified|validated|confirmed", "doit etre verifie|validee", "domain .. not .. registered|configured|confirmed", "expediteur|emetteur|adresse|domaine .. verifie", "nicht verifiziert|bestatigt", "no .. verificad", "non .. verificat", "nao .. verificad",
        "dominio|remetente|remitente|mittente|endereco|direccion|indirizzo .. nao|no|non .. validad|validat|confirmad|confermat|registrad|registrat",
    ]),
    rule(D, K::ContentRejected, Never, &["message not allowed|accepted"]),
    rule(F | R | D, K::SenderNotAllowed, Never, &[
        "not owned", "sending denied", "sending .. not allowed|not permitted|forbidden", "send as", "sendas", "sendasdenied", "permissions to send", "not allowed|permitted|authorized|authorised|entitled to send|use", "not authorized to perform", "spoof", "same as .. user|login|account|auth",
        "not|cannot|refuse|don't .. accept .. sender|return path", "only .. own address|own addresses", "nur .. eigene|eigenen .. adresse", "permet pas|autorise pas .. adresse|expediteur", "not allow .. sending|send .. from|as", "credentials|login|account|user .. not match|differ .. sender|from|return path|address",
        "mapiexceptionsendasdenied", "sender|from|envelope sender|return path|mail from .. not|denied|rejected|refused|invalid|mismatch|does not|must|unknown|unauthori|disallow|verify failed", "invalid sender", "unknown sender",
        "emetteur|expediteur .. invalide|refuse|non|pas|inconnu|interdit|rejete", "absender .. nicht|ungultig|ungueltig|abgelehnt|unzulassig|falsch", "remitente .. no|rechazad|invalid|deneg",
        "mittente .. non|rifiutat|respint|invalid", "remetente .. nao|recusad|rejeitad|invalid",
    ]),
    rule(F | R | D, K::RecipientRejected, IfTransient, &[
        "user|mailbox|recipient|account|address|rcpt .. unknown|not exist|doesn't exist|does not exist|not found|no such|invalid|disabled|inactive|unavailable|suspended|suppress|rejected|not available",
        "unknown user|recipient|address|mailbox|local", "no such", "no mailbox", "no valid recipients", "no recipients", "invalid recipient|mailbox|address", "bad destination|recipient", "unrouteable", "unroutable", "tried to reach", "not a valid",
        "utilisateur|destinataire|adresse|boite|compte .. inconnu|inexistant|n'existe|invalide|introuvable|desactive|rejete|refuse", "empfanger|empfaenger|benutzer|postfach|adresse .. unbekannt|existiert nicht|ungultig|nicht|abgelehnt",
        "usuario|destinatario|buzon|direccion|cuenta .. desconocid|no existe|inexistente|invalid|no encontrad|rechazad", "utente|destinatario|casella|indirizzo .. sconosciut|inesistente|non|rifiutat",
        "usuario|utilizador|destinatario|caixa|endereco .. desconhecid|inexistente|nao|invalid|rejeitad",
    ]),
    rule(F | R | D, K::ContentRejected, Never, &[
        "spam", "virus", "malware", "phish", "junk", "policy", "policies", "content .. reject|refus|block|filter|not|violat|spam|scan|policy", "unacceptable|prohibited|forbidden|suspicious|malicious .. content", "attachment", "unsolicited", "message|mail .. rejected|refused|blocked|not allowed|not accepted", "banned", "malformed", "bare lf",
        "mail|message .. rejete|refuse", "indesirable", "pourriel", "nachricht .. abgelehnt|zuruckgewiesen", "mensaje .. rechazad", "correo no deseado", "messaggio .. rifiutat|respint", "mensagem .. rejeitad|recusad",
    ]),
    // Form: only of a message that was seen.
    rule(D, K::ContentRejected, Never, &[
        "invalid|missing|bad|duplicate|multiple|illegal|no|two .. header", "header .. missing|invalid|malformed|duplicat|not|too|illegal|error", "rfc .. compliant|violat|conform", "not|violat|against .. rfc",
    ]),
    rule(ANY, K::TemporaryServerError, Usual, &[
        "temporar", "try|retry .. later", "system|server|service .. busy|overload|maintenance|unavailable", "internal error", "lookup failure", "timed out", "insufficient system", "reessay", "ulterieur", "plus tard",
        "spater|spaeter", "vorubergehend|voruebergehend", "mas tarde", "piu tardi", "mais tarde", "riprova", "tente novamente",
    ]),
];
