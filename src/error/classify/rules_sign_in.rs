//! Phrases about signing in that are decisive whatever the code says.

use super::rule::{A, ANY, Again::Never, Again::Usual, C, D, F, R, Rule, rule};
use crate::error::ErrorKind as K;

#[rustfmt::skip]
pub(super) const DECISIVE: &[Rule] = &[
    // Results of SPF, DKIM and DMARC speak of "unauthenticated" mail; they are not about signing in.
    rule(D, K::ContentRejected, Never, &["dmarc", "dkim", "spf ", "unauthenticated email"]),
    rule(F | R, K::SenderNotAllowed, Never, &["dmarc", "dkim", "spf "]),
    rule(F | R | D, K::IpNotAuthorized, Never, &["invalid credentials for relay"]),
    rule(A | F, K::BadCredentials, Never, &["invalid app", "incorrect app", "wrong app"]),
    rule(A | F | D, K::AppPasswordRequired, Never, &[
        "application specific password", "app specific password", "app password", "application password",
        "2fa enabled", "two factor .. enabled", "authorization code", "authorized code",
        "mot de passe d'application", "mot de passe specifique", "mot de passe .. application",
        "anwendungsspezifisch", "app passwort", "anwendungspasswort",
        "contrasena de aplicacion", "contrasena especifica", "password per l'app", "password per le app", "password specifica",
        "senha de app", "senha de aplicati", "senha especifica", "palavra passe de aplica",
    ]),
    rule(ANY, K::TooManyLoginAttempts, Usual, &[
        "too many .. login|log in|sign in|logon|auth|password|failed|bad|invalid .. attempt|tries|fail",
        "too many login|failed|auth|bad auth|invalid auth|incorrect", "login rate", "auth rate",
        "blocked|locked .. failed|incorrect .. login|attempt|auth", "trop de tentatives", "trop d'echecs", "trop d'essais",
        "zu viele .. anmelde|login|fehlgeschlagen|fehlversuche|versuche", "demasiados intentos", "troppi tentativi",
        "muitas tentativas", "demasiadas tentativas",
    ]),
    rule(ANY, K::SmtpAuthDisabledForTenant, Never, &[
        "smtpclientauthentication .. tenant", "smtp .. disabled|off .. tenant|organization|organisation|domain|administrator|admin",
        "smtp .. desactiv .. organisation|locataire|administrateur|domaine", "smtp .. deaktiviert .. organisation|mandant|administrator",
    ]),
    rule(A | F | D, K::AccountSuspendedOrNotActivated, Never, &["smtp relay is not enabled", "smtp account is not", "smtp account .. not .. activated|enabled"]),
    rule(A | F | D, K::SmtpAuthDisabledForMailbox, Never, &[
        "smtpclientauthentication .. mailbox|disabled", "smtp|smtp auth|submission .. disabled|not enabled|not activated|switched off .. mailbox|user|account",
        "smtp access|smtp service|smtp auth|smtp authentication .. disabled|not enabled|not allowed|denied",
        "smtp .. nicht aktiviert|deaktiviert", "acces smtp .. desactiv|interdit", "smtp .. non .. abilitato|attivo", "smtp .. no .. habilitad",
        "service is not open|enabled",
    ]),
    rule(A | F | D, K::BasicAuthDisabled, Never, &[
        "basic auth", "security defaults", "legacy auth", "modern authentication", "password authentication is not|disabled|no longer",
        "password login .. disabled|no longer", "must use oauth", "please use oauth", "oauth .. required", "less secure app", "authentification de base",
        "autenticacion basica", "autenticazione di base", "autenticacao basica", "standardauthentifizierung", "did not meet the criteria",
    ]),
    rule(A | F | D | C, K::AccountBlockedOrSuspiciousLogin, Never, &[
        "web browser", "suspicious .. login|log in|sign in|activity", "unusual .. activity|sign|login", "verify your identity|account",
        "captcha", "hipnotify", "account|user|login .. locked|blocked|compromised|hacked", "compte .. bloque|verrouille", "konto .. gesperrt",
        "cuenta .. bloquead", "conta .. bloquead", "account|utenza .. bloccat", "connexion suspecte", "activite suspecte|inhabituelle", "verdachtig|verdaechtig",
    ]),
    rule(A | F | D | C, K::AccountSuspendedOrNotActivated, Never, &[
        "account|user|domain|subscription .. suspend|disabled|deactivat|closed|inactive|terminated|under review|not activated|not yet activated|not active",
        "compte .. suspendu|desactive|inactif|cloture|pas .. active|non active", "konto|benutzerkonto .. deaktiviert|nicht aktiviert|nicht freigeschaltet|inaktiv",
        "cuenta .. suspendid|desactivad|deshabilitad|inactiv|no .. activad", "account|utenza .. sospes|disabilitat|disattivat|non .. attiv",
        "conta .. suspens|desativad|inativ|nao .. ativad",
    ]),
    rule(A | F | D, K::OauthTokenInvalidOrExpired, Never, &[
        "access token|oauth|oauth2|bearer|xoauth2 .. expired|invalid|revoked|fail",
        "invalid_grant", "invalid_token", "token .. expired|revoked", "jeton .. expire|invalide|revoque", "token .. abgelaufen|scaduto|caducad|expirad",
    ]),
    rule(ANY, K::TlsRequired, Never, &[
        "starttls", "must|need|require .. tls|ssl|encrypt|secure connection", "tls|ssl|encryption|secure connection .. required|needed|mandatory|first",
        "plaintext|plain text|cleartext|clear text .. disallowed|not allowed|disabled|not permitted|forbidden", "only .. over tls|ssl|encrypted|secure",
        "connexion chiffree|securisee .. requise|necessaire|obligatoire|exigee", "chiffrement .. requis|obligatoire|necessaire",
        "verschlusselte|verschluesselte|verschlusselung|verschluesselung|tls .. erforderlich|notwendig|verlangt", "conexion segura|cifrada", "cifrado .. requer|obligatori|necesari",
        "connessione sicura|cifrata|crittografata", "conexao segura|criptografada",
    ]),
    rule(ANY, K::AuthMechanismUnsupported, Never, &[
        "mechanism .. not|unsupported|invalid|unknown|unavailable|unrecogni|too weak", "unsupported|unrecognized|unrecognised|unknown|invalid .. mechanism|authentication type|authentication method|auth type",
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
