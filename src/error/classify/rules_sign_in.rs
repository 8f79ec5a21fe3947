//! Phrases about signing in that are decisive whatever the code says.

use super::rule::{A, ANY, Again::Never, Again::Usual, C, D, F, R, Rule, rule};
use crate::error::ErrorKind as K;

#[rustfmt::skip]
pub(super) const DECISIVE: &[Rule] = &[
    // Results of SPF, DKIM and DMARC speak of "unauthenticated" mail; they are not about signing in.
    rule(D, K::ContentRejected, Never, &["dmarc", "dkim", "spf ", "unauthenticated email"]),
    rule(F | R, K::SenderNotAllowed, Never, &["dmarc", "dkim", "spf "]),
    rule(F | R | D, K::IpNotAuthorized, Never, &["invalid credentials for relay"]),
    // Before the codes: 5.1.7 and 5.1.8 are given for these as well.
    rule(F | D, K::SenderNotVerified, Never, &[
        "sender|from|domain|identity|identities|email address .. not verified|not validated|not confirmed|not been verified|not been validated|not been confirmed|not yet verified|not yet validated|not yet confirmed",
        "completed|complete|pending|incomplete|awaiting .. verification|validation", "unconfigured|unregistered|unverified .. domain|sender|address",
    ]),
    rule(A | F, K::BadCredentials, Never, &[
        "invalid app", "incorrect app", "wrong app", "this app password", "app password .. invalid|incorrect|wrong|expired|revoked|deleted",
    ]),
    rule(A | F | D, K::AppPasswordRequired, Never, &[
        "application specific password", "app specific password", "app password", "application password",
        "2fa|mfa|two factor|two step|2 step|multi factor .. enabled|active|is on|app", "app specific", "authorization code", "authorized code",
        "two step|2 step|two factor|2fa .. generate|create|password for", "password for this device|app|application|program",
        "mot de passe pour cette application|cet appareil|ce logiciel", "deux etapes|deux facteurs .. mot de passe pour",
        "mot de passe d'application", "mot de passe specifique", "mot de passe .. application",
        "anwendungsspezifisch", "app passwort", "anwendungspasswort", "e mail passwort|passwort fur e mail programme .. statt|verwenden|nutzen|einrichten|anlegen",
        "contrasena de aplicacion", "contrasena especifica", "password per l'app", "password per le app", "password specifica",
        "senha de app", "senha de aplicati", "senha especifica", "palavra passe de aplica",
    ]),
    // A group or a mailbox that takes mail from some senders only; it speaks of authentication all the same.
    rule(R | D, K::RecipientRejected, Never, &["delivery restriction", "restricted recipient|group", "not authenticated when sending to"]),
    rule(R | D, K::RecipientRejected, Never, &[
        "tried to reach|tried to contact .. disabled|inactive|suspended|closed", "recipient|recipient's|destinataire|destinatario|empfanger .. account|mailbox|compte|cuenta|konto|conta .. disabled|inactive|suspend|closed|desactiv|deaktiviert|disattiv",
    ]),
    rule(ANY, K::TooManyLoginAttempts, Usual, &[
        "too many .. login|log in|sign in|logon|auth|password|failed|bad|invalid .. attempt|tries|fail",
        "too many login|logon|failed|failures|auth|password|unsuccessful|incorrect|wrong", "too many invalid|bad .. auth|login|logon|password|sign in", "login rate", "auth rate",
        "blocked|locked .. failed|incorrect .. login|attempt|auth", "trop de tentatives", "trop d'echecs", "trop d'essais", "trop d'erreurs .. authentif|connexion|mot de passe",
        "zu viele .. anmelde|login|fehlgeschlagen|fehlversuche|versuche", "demasiados intentos", "troppi tentativi",
        "muitas tentativas", "demasiadas tentativas",
    ]),
    rule(A | F | D, K::AccountSuspendedOrNotActivated, Never, &["smtp relay is not enabled", "smtp account is not", "smtp account .. not .. activated|enabled"]),
    // "Contact your administrator" says whom to ask, not whose sign-in is off.
    rule(A | F | D, K::SmtpAuthDisabledForMailbox, Never, &[
        "smtp|submission .. disabled|not enabled|not activated|switched off|turned off .. for this user|for this mailbox|for this account|for the user|for the mailbox|for your mailbox|for your account",
        "smtp .. desactiv|interdit|pas active|non active .. boite|compte|utilisateur|adresse",
        "smtp .. deaktiviert|nicht aktiviert .. postfach|benutzer|konto", "smtp .. disabilitat|disattivat|non attiv .. casella|utente|account",
        "smtp .. deshabilitad|desactivad|desabilitad|desativad .. buzon|usuario|cuenta|caixa|conta",
    ]),
    rule(ANY, K::SmtpAuthDisabledForTenant, Never, &[
        "smtpclientauthentication .. tenant", "smtp .. disabled|off .. tenant|organization|organisation|domain|by admin|by administrator|by your admin|by the admin",
        "smtp .. desactiv .. organisation|locataire|administrateur|domaine", "smtp .. deaktiviert .. organisation|mandant|administrator",
    ]),
    rule(A | F | D, K::SmtpAuthDisabledForMailbox, Never, &[
        "smtpclientauthentication .. mailbox|disabled", "smtp|smtp auth|submission .. disabled|not enabled|not activated|switched off .. mailbox|user|account",
        "smtp access|smtp service|smtp auth|smtp authentication .. disabled|not enabled|not allowed|denied",
        "smtp .. nicht aktiviert|deaktiviert", "acces smtp .. desactiv|interdit", "smtp .. non .. abilitato|attivo", "smtp .. no .. habilitad",
        "service is not open|enabled", "pas .. ouvert|ouverte .. smtp", "smtp authentifie .. non active|pas active|desactive|non autorise|pas autorise",
        "autenticacao|autenticacion|autenticazione .. smtp .. desab|desat|deshab|desact|disab|disat",
    ]),
    rule(A | F | D, K::BasicAuthDisabled, Never, &[
        "basic auth", "security defaults", "legacy auth", "modern authentication", "password authentication|login|logon|signin .. disabled|no longer|not supported|not allowed|not accepted|not available", "password sign in .. disabled|no longer|not supported|not allowed|not accepted|not available", "passwords are no longer",
        "password login .. disabled|no longer", "password sign in|login|logon .. turned off|switched off", "oauth .. instead", "with oauth", "via oauth", "must use oauth", "please use oauth", "oauth .. required", "less secure app", "authentification de base",
        "autenticacion basica", "autenticazione di base", "autenticacao basica", "standardauthentifizierung", "did not meet the criteria",
    ]),
    rule(A | F | D, K::AccountSuspendedOrNotActivated, Never, &[
        "account|compte|konto|account|cuenta|conta .. locked|blocked|bloque|gesperrt|bloccat|bloquead .. support|customer service|service client|kundendienst|kundenservice|assisten|soporte|suporte",
    ]),
    rule(A, K::AccountBlockedOrSuspiciousLogin, Never, &[
        "browser", "navigateur", "navegador", "confirm .. identity", "confirmer .. identite", "ungewohnlich .. anmeld|login|aktivitat",
        "connexion|activite .. suspecte|inhabituelle", "inicio de sesion|acceso|actividad .. sospechos|inusual", "accesso|attivita .. sospett|insolit|anomal", "acesso|login|atividade|inicio de sessao .. suspeit|incomum",
    ]),
    rule(A | F | D | C, K::AccountBlockedOrSuspiciousLogin, Never, &[
        "web browser", "suspicious .. login|log in|sign in|activity", "unusual .. activity|sign|login", "verify your identity|account",
        "captcha", "hipnotify", "account|user|login .. locked|lockout|blocked|compromised|hacked", "compte .. bloque|verrouille", "konto .. gesperrt",
        "cuenta .. bloquead", "conta .. bloquead", "account|utenza .. bloccat", "connexion suspecte", "activite suspecte|inhabituelle", "verdachtig|verdaechtig",
    ]),
    // "Plain-text sign-in is disabled for your account" is about the line, not the account.
    rule(A, K::TlsRequired, Never, &[
        "plaintext|plain text|cleartext|clear text .. disallowed|not allowed|disabled|not permitted|forbidden|only",
    ]),
    rule(A | F, K::AccountSuspendedOrNotActivated, Never, &[
        "mailbox .. suspend|disabled|deactivat|closed|inactive|terminated", "boite .. suspendue|desactivee|fermee", "postfach|zugang .. deaktiviert|gesperrt|nicht aktiviert",
        "buzon .. suspendid|desactivad|deshabilitad", "casella .. sospes|disattivat|disabilitat", "caixa .. suspens|desativad",
    ]),
    rule(A | F | D | C, K::AccountSuspendedOrNotActivated, Never, &[
        "account|user|domain|subscription .. suspend|disabled|deactivat|closed|inactive|terminated|under review|not activated|not yet activated|not active",
        "activate your|the .. account", "not part of|included in your .. plan|subscription|package|offer", "pas .. inclus|compris .. offre|abonnement|forfait",
        "sending .. account|domain .. stopped|paused|suspended|disabled|blocked", "account|subscription .. pending|paused|on hold|frozen|awaiting", "sending .. paused|suspended|disabled|stopped .. account|domain",
        "compte .. suspendu|desactive|inactif|cloture|non active", "compte .. pas .. active", "konto|benutzerkonto .. deaktiviert|nicht aktiviert|nicht freigeschaltet|inaktiv|suspendiert",
        "cuenta .. suspendid|desactivad|deshabilitad|inactiv", "cuenta .. no .. activad", "account|utenza .. sospes|disabilitat|disattivat", "account|utenza .. non .. attiv",
        "conta .. suspens|desativad|inativ", "conta .. nao .. ativad",
    ]),
    rule(A | F | D, K::OAuth2TokenInvalidOrExpired, Never, &[
        "oauth|bearer|xoauth2|access token|security token .. expired|invalid|revoked|rejected|denied|fail",
        "invalid_grant", "invalid_token", "token .. expired|revoked|no longer valid", "jeton .. expire|invalide|revoque", "token .. abgelaufen|scaduto|caducad|expirad",
    ]),
    rule(ANY, K::TlsRequired, Never, &[
        "starttls", "must|need|require .. tls|ssl|encrypt|secure connection", "tls|ssl|encryption|secure connection .. required|needed|mandatory|first",
        "plaintext|plain text|cleartext|clear text .. disallowed|not allowed|disabled|not permitted|forbidden", "only .. over tls|ssl|encrypted|secure",
        "use tls|ssl|starttls|encryption", "requiert|exige|richiesta|requiere|requerida|benotigt|erfordert .. tls|ssl", "tls|ssl .. requis|obligatoire|richiest|obbligator|requerid|obligatori|necessari|exigid|obrigatori",
        "connexion chiffree|securisee .. requise|necessaire|obligatoire|exigee", "chiffrement .. requis|obligatoire|necessaire",
        "verschlusselte|verschluesselte|verschlusselung|verschluesselung|tls .. erforderlich|notwendig|verlangt", "conexion segura|cifrada", "cifrado .. requer|obligatori|necesari",
        "connessione sicura|cifrata|crittografata", "conexao segura|criptografada",
    ]),
    rule(ANY, K::AuthMechanismUnsupported, Never, &[
        "no mechanism|worthy mech", "no suitable|common|supported|available .. mechanism", "auth .. not advertised", "mechanism .. not|unsupported|invalid|unknown|unavailable|unrecogni|too weak", "unsupported|unrecognized|unrecognised|unknown|invalid .. mechanism|authentication type|authentication method|auth type",
        "authentication type|method|scheme .. not|unsupported|disabled", "authentication type|authentication method|auth type .. not|unsupported", "authentication not supported|available|enabled",
        "auth .. not supported|not available|not implemented|not recognized", "mecanisme .. non|pas .. pris en charge|supporte", "mechanismus .. nicht", "mecanismo .. no|nao .. soportad|admitid|suportad", "meccanismo .. non",
    ]),
    rule(F | R | D, K::BadCredentials, Never, &[
        "authentication failed|unsuccessful", "credentials .. incorrect|invalid", "invalid|incorrect|wrong|bad .. credentials|password",
    ]),
    rule(C | F | R | D, K::AuthenticationRequired, Never, &[
        "auth|authentication|authorization|login .. required|needed|necessary", "must|please|need .. authenticate|log in|login|sign in", "must|please|require .. authenticate",
        "authenticate first", "not authenticated|not logged in", "turn on smtp auth", "enable smtp auth", "smtp auth .. first|before", "anonymous", "pop before smtp", "check your mail before",
        "authentification .. requise|necessaire|obligatoire", "authentifier", "vous identifier", "authentifizierung|anmeldung .. erforderlich|notwendig|benotigt", "bitte .. anmelden|authentifizieren",
        "autenticacion .. requerida|necesaria|obligatoria|requiere", "requiere autenti", "debe autentic", "autenticazione .. richiesta|necessaria|obbligatoria", "richiesta .. autenticazione", "autenticarsi",
        "autenticacao .. necessaria|requerida|obrigatoria|exigida", "requer autentica",
    ]),
];
