//! Signing in, encryption, and the account that sends.

use super::super::{
    concept::Concept::*,
    table::{If::*, Row, rows, *},
};

#[rustfmt::skip]
pub(in crate::error::classify) const ROWS: &[Row] = rows! {
    A; [Is(Exchange), Lacks(Unsupported), Class(5)] => Protocol, Never;
    A; [Is(Exchange), Is(Unsupported)] => AuthMechanismUnsupported, Never;
    F; [Is(Exchange), Code(&[503])] => Protocol, Never;
    T; [Is(Exchange), Lacks(Unsupported)] => Protocol, Never;
    // Encryption.
    ANY; [Is(TlsVersion)] => Tls, Never;
    T; [Is(Internal), Is(Later), Class(4)] => TemporaryServerError, Usual;
    T; [Is(Tls), Is(Unsupported)] => Tls, Never;
    T | F | R | D; [Near(Tls, Failed)] => Tls, IfTransient;
    D; [Near(Tls, Content)] => ContentRejected, Never;
    ANY; [Near(Tls, Required)] => TlsRequired, Never;
    A; [Near(Cleartext, Off)] => TlsRequired, Never;
    ANY; [Near(Cleartext, Denied)] => TlsRequired, Never;
    // An internal error of the authentication server.
    A; [Is(Internal), Lacks(Invalid), Lacks(User)] => TemporaryServerError, Later;
    A; [Is(Unavailable), Lacks(Invalid), Lacks(User), Lacks(Password), Lacks(Disabled), Class(5)] => TemporaryServerError, Later;
    // Sign-ins that need something else than the password.
    A | F; [Is(AppPasswordWrong)] => BadCredentials, Never;
    A | F | D; [Is(AppPassword), Lacks(Spam)] => AppPasswordRequired, Never;
    A | F; [Near(Smtp, Off), Is(Activate)] => AccountSuspendedOrNotActivated, Never;
    A | F; [Near(Smtp, Off), Near(Off, Tenant)] => SmtpAuthDisabledForTenant, Never;
    A | F; [Is(SmtpAccount), Near(Smtp, Off)] => AccountSuspendedOrNotActivated, Never;
    A | F; [Near(Smtp, Off), Code(&[421, 451])] => TemporaryServerError, Usual;
    A | F; [Near(Smtp, Off)] => SmtpAuthDisabledForMailbox, Never;
    A | F | D; [Near(BasicAuth, Gone)] => BasicAuthDisabled, Never;
    A | F; [Near(BasicAuth, Denied)] => BasicAuthDisabled, Never;
    A; [Is(Browser)] => AccountBlockedOrSuspiciousLogin, Never;
    F | R | D; [Near(Browser, Own)] => AccountBlockedOrSuspiciousLogin, Never;
    A | F; [Near(User, Blocked), Is(Activate)] => AccountSuspendedOrNotActivated, Never;
    A | F; [Near(User, Blocked)] => AccountBlockedOrSuspiciousLogin, IfSaid;
    A | F; [Near(User, Disabled)] => AccountSuspendedOrNotActivated, IfSaid;
    A; [Near(Domain, Disabled)] => AccountSuspendedOrNotActivated, Never;
    R; [Near(Activate, Own), Class(5)] => AccountSuspendedOrNotActivated, Never;
    A; [Near(Address, Disabled)] => AccountSuspendedOrNotActivated, Never;
    F; [Near(SenderAccount, Absent)] => AccountSuspendedOrNotActivated, Never;
    S; [Near(User, Disabled)] => AccountSuspendedOrNotActivated, Never;
    S; [Near(User, Blocked)] => AccountBlockedOrSuspiciousLogin, Never;
    F | R | D; [Near(SenderAccount, Disabled)] => AccountSuspendedOrNotActivated, Never;
    F | R | D; [Near(SenderAccount, Blocked)] => AccountBlockedOrSuspiciousLogin, Never;
    R | D; [Near(Own, Disabled), Near(Own, User), Near(User, Disabled), Lacks(Relay)] => AccountSuspendedOrNotActivated, Never;
    D; [Near(Sender, Disabled), Lacks(Ip)] => AccountSuspendedOrNotActivated, Never;
    A | F | D; [Near(Own, Disabled), Lacks(Sender)] => AccountSuspendedOrNotActivated, IfSaid;
    R; [Near(Own, Disabled), Lacks(Sender), Lacks(Recipient), Lacks(Relay)] => AccountSuspendedOrNotActivated, Never;
    A | F | R | D; [Near(Own, Blocked), Lacks(Listed)] => AccountBlockedOrSuspiciousLogin, Never;
    A; [Is(Later), Class(4), Lacks(TooMany), Lacks(Exceeded)] => TemporaryServerError, Usual;
    A; [Near(Temporary, Login), Near(Login, Failed), Is(Later), Lacks(Password)] => TemporaryServerError, Later;
    A; [Near(Password, Invalid), Lacks(Mechanism), Lacks(Client), Lacks(Token)] => BadCredentials, Never;
    // Mailjet refuses a wrong key with 435.
    A; [Near(Login, Failed), Lacks(Mechanism), Code(&[421, 450, 451, 454])] => TemporaryServerError, Usual;
    A; [Near(Domain, Verified)] => SenderNotVerified, Never;
    A; [Near(User, Unverified)] => AccountSuspendedOrNotActivated, Never;
    A; [Is(Activate)] => AccountSuspendedOrNotActivated, Never;
    A; [Near(Mechanism, Unsupported)] => AuthMechanismUnsupported, Never;
    A; [Near(Mechanism, Unknown)] => AuthMechanismUnsupported, Never;
    A; [Near(Mechanism, Invalid)] => AuthMechanismUnsupported, Never;
    A; [Near(Mechanism, Denied)] => AuthMechanismUnsupported, Never;
    A; [NearNegated(Mechanism, Allowed)] => AuthMechanismUnsupported, Never;
    A; [Near(Login, Unsupported), Lacks(Cleartext)] => AuthMechanismUnsupported, Never;
    A; [Near(Client, Denied)] => IpNotAuthorized, Never;
    A; [Near(Client, Blocked)] => IpNotAuthorized, Never;
    A; [Near(Ip, Denied)] => IpNotAuthorized, Never;
    A; [Near(Client, Listed)] => IpNotAuthorized, Never;
    A; [Near(Sender, Blocked)] => AccountBlockedOrSuspiciousLogin, Never;
    A; [Is(Spam)] => AccountBlockedOrSuspiciousLogin, Never;
    A; [Near(Password, Invalid)] => BadCredentials, Never;
    A | F; [Is(Token)] => OAuth2TokenInvalidOrExpired, Never;
    A; [Near(Login, Invalid)] => BadCredentials, Never;
    A; [Near(Login, Failed)] => BadCredentials, Never;
    A; [Near(Password, Denied)] => BadCredentials, Never;
    A; [Near(Login, Denied)] => BadCredentials, Never;
    A; [Near(Password, Mismatch)] => BadCredentials, Never;
    A; [Near(User, Unknown)] => BadCredentials, Never;
    A; [Near(Login, Unknown)] => BadCredentials, Never;
    A; [NearNegated(Password, Exist)] => BadCredentials, Never;
    A; [NearNegated(User, Exist)] => BadCredentials, Never;
    A; [Near(Cleartext, Connection)] => TlsRequired, Never;
    F | R | D; [Near(Login, Invalid), Lacks(Required), Apart(Login, Mismatch), Lacks(SenderAuth), Lacks(Recipient)] => BadCredentials, Never;
    F; [Near(Login, Failed), Lacks(Required), Lacks(SenderAuth), Lacks(Sender)] => BadCredentials, Never;
};
