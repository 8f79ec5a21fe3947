//! The client: its address, its host name, relaying, and a missing sign-in.

use super::super::{
    concept::Concept::{self, *},
    table::{If::*, Row, rows, *},
};

/// Causes that a refusal may have instead of an unknown recipient.
const OTHER_CAUSES: &[Concept] = &[Client, Ip, Sender, Own, Restricted, Internal, Unauthenticated, Login];

#[rustfmt::skip]
pub(in crate::error::classify) const ROWS: &[Row] = rows! {
    C | F | R | D; [Is(BadSequence)] => Protocol, Never;
    // Before block lists: "greylisted" mentions a list.
    C | F | R | D; [Is(Greylist), Lacks(ReverseDns)] => TemporaryServerError, Later;
    C; [Is(Internal), Lacks(Client), Lacks(Ip), Lacks(ReverseDns)] => TemporaryServerError, Later;
    C; [Is(Internal), Class(4)] => TemporaryServerError, Usual;
    C | F | R; [Near(Service, Internal), Near(Internal, Denied), Lacks(Own), Lacks(ReverseDns)] => TemporaryServerError, Later;
    D; [Near(Filter, Unavailable), Lacks(Denied), Lacks(Blocked), Lacks(ListName)] => TemporaryServerError, Later;
    // Headers and structure, before content filters.
    R | D; [Is(FormStrong)] => MessageMalformed, Never;
    D; [Is(Delivery), Class(4), Lacks(Exceeded), Lacks(Full), Lacks(Fast)] => TemporaryServerError, Usual;
    D; [Is(Permanent), Is(Delivery)] => RecipientRejected, Never;
    D; [Is(Delivery), Near(User, Broken)] => RecipientRejected, Never;
    D; [Near(Delivery, Denied)] => RecipientRejected, Never;
    R | D; [Near(Service, Internal), Lacks(User), Lacks(Recipient), Lacks(Denied), Lacks(Sender), Lacks(Domain), Lacks(ReverseDns)] => TemporaryServerError, Later;
    D; [Near(Filter, Absent), Class(4)] => TemporaryServerError, Usual;
    D; [Near(Service, Failed), Class(4), Lacks(SenderAuth), Lacks(ReverseDns)] => TemporaryServerError, Usual;
    D; [Is(Internal), Class(4), Lacks(Denied)] => TemporaryServerError, Usual;
    R; [Is(Later), Is(Unavailable), Code(&[503])] => TemporaryServerError, Later;
    R; [Near(Connection, Unavailable), Class(4), Lacks(Client), Lacks(Ip)] => TemporaryServerError, Usual;
    R; [Is(Unavailable), Class(4), Lacks(Denied), Lacks(Client), Lacks(Ip), Lacks(Listed)] => TemporaryServerError, Usual;
    R; [Near(Recipient, Absent), Class(4)] => TemporaryServerError, Usual;
    D; [Near(Virus, Internal), Is(Later)] => TemporaryServerError, Later;
    D; [Near(Virus, Internal), Near(Internal, Unavailable)] => TemporaryServerError, Later;
    D; [Near(Virus, Internal), Near(Virus, Failed)] => TemporaryServerError, Later;
    D; [Near(Spam, Internal), Near(Internal, Unavailable)] => TemporaryServerError, Later;
    D; [Is(Virus)] => ContentRejected, IfTransient;
    D; [Near(Form, Blocked), Lacks(Client), Lacks(Ip), Lacks(ListName), Lacks(Broken)] => ContentRejected, Never;
    D; [Near(Form, Broken)] => MessageMalformed, Never;
    D; [Near(Sender, Broken), Lacks(ReverseDns), Lacks(SenderAuth)] => MessageMalformed, Never;
    R; [Near(User, Unknown), Enhanced(1, 1), Lacks(Sender), Lacks(ListName)] => RecipientUnknown, IfTransient;
    // An unknown recipient, even if the reply also mentions a block list.
    R | D; [Near(User, Unknown), LacksAll(OTHER_CAUSES)] => RecipientUnknown, IfTransient;
    R | D; [Near(Recipient, Unknown), LacksAll(OTHER_CAUSES)] => RecipientUnknown, IfTransient;
    R | D; [NearNegated(User, Exist), LacksAll(OTHER_CAUSES)] => RecipientUnknown, IfTransient;
    R | D; [NearNegated(Recipient, Exist), LacksAll(OTHER_CAUSES)] => RecipientUnknown, IfTransient;
    // Block lists, at any stage; lists of domains and links concern the content.
    R; [Near(Sender, Callout)] => SenderNotAllowed, IfTransient;
    R; [Is(Callout), Is(Permanent)] => RecipientUnknown, Never;
    R; [Is(Callout), Is(Recipient), Is(Later)] => TemporaryServerError, Usual;
    R; [Is(Callout), Is(Recipient), Is(Failed), Class(4)] => TemporaryServerError, Usual;
    R; [Is(Callout), Is(Recipient)] => RecipientUnknown, IfTransient;
    // "User not listed in the directory".
    R | D; [Negated(Listed), Near(User, Listed), Lacks(Client), Lacks(Ip)] => RecipientUnknown, IfTransient;
    R | D; [Negated(Listed), Near(Address, Listed), Lacks(Client), Lacks(Ip), Lacks(Sender)] => RecipientUnknown, IfTransient;
    R | D; [NearNegated(Domain, Receive), Lacks(Sender)] => RecipientUnknown, IfSaid;
    R | D; [NearNegated(User, Receive), Lacks(Client), Lacks(Ip)] => RecipientRejected, IfSaid;
    R | D; [NearNegated(Recipient, Receive), Lacks(Client), Lacks(Ip)] => RecipientRejected, IfSaid;
    R; [Is(PersonalBlock), Lacks(Ip)] => RecipientRejected, Never;
    D; [Is(PersonalBlock), Lacks(ListName), Lacks(Spam), Lacks(Content), Lacks(Filter)] => RecipientRejected, Never;
    D; [Near(Helo, Blocked)] => Other, Never;
    C | F | R | D; [Near(SenderAuth, Listed)] => ContentRejected, IfTransient;
    R | D; [Near(Listed, Content), Lacks(Client)] => ContentRejected, IfTransient;
    R | D; [Near(Listed, Message), Lacks(Client), Lacks(Ip), Lacks(Sender), Lacks(ListName), Lacks(Host), Lacks(Domain)] => ContentRejected, IfTransient;
    D; [Near(Listed, Filter), Lacks(Client), Lacks(Ip), Lacks(ListName)] => ContentRejected, IfTransient;
    D; [Is(Listed), Is(Content), Lacks(Client), Lacks(Ip)] => ContentRejected, IfTransient;
    F | R | D; [Near(Sender, Blocked), Lacks(Client), Lacks(Ip)] => SenderNotAllowed, IfTransient;
    R; [Negated(Listed), Is(Later), Is(Recipient)] => TemporaryServerError, Later;
    F | R | D; [Near(Listed, Domain), Lacks(Client), Lacks(Ip), Lacks(ListName)] => SenderNotAllowed, IfTransient;
    F | R | D; [Near(Listed, Sender), Lacks(Client), Lacks(Ip), Lacks(ListName)] => SenderNotAllowed, IfTransient;
    F; [Near(Listed, Address), Lacks(Client), Lacks(Ip), Lacks(ListName)] => SenderNotAllowed, IfTransient;
    R | D; [Near(Recipient, Listed), Lacks(Address), Lacks(Content), Lacks(Client), Lacks(Ip), Lacks(ListName)] => RecipientRejected, IfTransient;
    F | R; [Near(Sender, Domain), Near(Domain, Unknown)] => SenderNotAllowed, IfTransient;
    ANY; [Is(Listed)] => IpNotAuthorized, IfTransient;
    C | F | R; [Is(ListName)] => IpNotAuthorized, IfTransient;
    D; [Near(ListName, Ip), Lacks(Content)] => IpNotAuthorized, IfTransient;
    D; [Is(ListName), Is(Blocked), Lacks(Content)] => IpNotAuthorized, IfTransient;
    D; [Near(Message, Reputation), Lacks(Client), Lacks(Ip), Lacks(Sender), Lacks(Host)] => ContentRejected, IfTransient;
    D; [Near(Content, Reputation), Lacks(Client), Lacks(Ip)] => ContentRejected, IfTransient;
    F | R | D; [Near(Reputation, Domain), Lacks(Client), Lacks(Ip)] => ContentRejected, IfTransient;
    C | F | R | D; [Is(Reputation)] => IpNotAuthorized, IfTransient;
    // The client's host name.
    C | F | R; [NearNegated(Helo, Exist)] => Other, IfTransient;
    C | F | R; [Near(Helo, Unknown)] => Other, IfTransient;
    C | F | R; [Near(Helo, Invalid)] => Other, Never;
    C | F | R | D; [Near(Helo, Denied)] => Other, IfSaid;
    C | F | R; [Near(Helo, Mismatch)] => Other, Never;
    C | F | R; [Near(Helo, Unqualified)] => Other, Never;
    C | F | R; [Near(Helo, Required), Lacks(Login)] => Other, Never;
    C | F | R | D; [Is(Direct)] => IpNotAuthorized, IfTransient;
    // A refusal of the content that also tells the client's address.
    D; [Near(Spam, Message), Lacks(Relay), Lacks(Own), Lacks(ReverseDns), Lacks(ListName)] => ContentRejected, IfTransient;
    D; [Near(Spam, Content), Lacks(Own), Lacks(ReverseDns), Lacks(ListName)] => ContentRejected, IfTransient;
    D; [Near(Content, Blocked), Near(Message, Blocked)] => ContentRejected, IfTransient;
    F | R; [Near(Client, Denied), Near(Login, Required)] => AuthenticationRequired, Never;
    C | F | R | D; [Near(Client, Denied), Lacks(Relay), Lacks(SenderAuth)] => IpNotAuthorized, IfTransient;
    C | F | R | D; [Is(SenderAuth)] => ContentRejected, IfTransient;
    R | D; [Near(Recipient, AcceptsFrom)] => RecipientRejected, IfTransient;
    D; [Near(Recipient, Policy), Lacks(Content)] => RecipientRejected, IfSaid;
    R; [Is(Restricted), NearNegated(User, Exist)] => RecipientUnknown, Never;
    R | D; [Is(Restricted), Lacks(Mismatch)] => RecipientRejected, Never;
    // Sign-in or relaying.
    C | F | R | D; [Near(Client, Mismatch)] => IpNotAuthorized, IfTransient;
    F | D; [Near(Mismatch, Verified)] => SenderNotVerified, Never;
    D; [Near(Unverified, Domain)] => SenderNotVerified, Never;
    D; [Near(Activate, Required), Lacks(Spam), Lacks(Content), Lacks(Policy), Apart(Message, Denied), Lacks(Blocked)] => AccountSuspendedOrNotActivated, Never;
    R; [Near(Recipient, Policy), Class(4), Lacks(Later)] => RecipientRejected, IfTransient;
    F | R | D; [Is(Mismatch), Lacks(Relay)] => SenderNotAllowed, Never;
    C | F | R | D; [Near(Login, Required)] => AuthenticationRequired, Never;
    C | F | R | D; [Is(Unauthenticated)] => AuthenticationRequired, Never;
    C | F | R | D; [Near(Ip, Blocked)] => IpNotAuthorized, IfTransient;
    C | F | R | D; [Near(Client, Blocked)] => IpNotAuthorized, IfTransient;
    F | D; [Is(SendRight), Near(User, Disabled)] => AccountSuspendedOrNotActivated, Never;
    F | D; [Near(SendRight, Blocked), Lacks(Recipient), Lacks(Mismatch)] => AccountBlockedOrSuspiciousLogin, Never;
    F | R | D; [Is(SendRight)] => SenderNotAllowed, Never;
    C | F | R | D; [Negated(Login), Lacks(Disabled)] => AuthenticationRequired, Never;
    C | F | R; [Is(PopFirst)] => AuthenticationRequired, Never;
    ANY; [Is(ReverseDns)] => IpNotAuthorized, IfTransient;
    F | D; [Near(Sender, Relay)] => SenderNotAllowed, Never;
    F | R | D; [Near(Relay, Denied)] => RelayDenied, IfSaid;
    F | R | D; [Negated(Relay)] => RelayDenied, Never;
    F | R | D; [Near(Relay, Disabled)] => RelayDenied, Never;
    F | R | D; [Is(RelayStrong)] => RelayDenied, Never;
    R; [Negated(Carry), Is(Later), Class(4)] => TemporaryServerError, Usual;
    R | D; [Negated(Carry)] => RelayDenied, Never;
    R; [Is(Local)] => RelayDenied, Never;
    C | F | R | D; [Near(Client, Invalid)] => IpNotAuthorized, IfTransient;
    F | R | D; [Near(TooMany, Spam), Near(Spam, Ip)] => IpNotAuthorized, IfTransient;
    C | F | R | D; [Near(Client, Spam)] => IpNotAuthorized, IfTransient;
    C | F | R | D; [NearNegated(Client, Allowed)] => IpNotAuthorized, IfTransient;
    C | F | R; [NearNegated(Client, Exist)] => IpNotAuthorized, IfTransient;
    F | R; [Near(Ip, Denied), Lacks(User), Lacks(Recipient), Lacks(Sender), Lacks(SenderAuth)] => IpNotAuthorized, IfTransient;
    C | F | R; [Near(Client, Filter)] => IpNotAuthorized, IfTransient;
    C | F | R; [Near(Policy, Ip)] => IpNotAuthorized, IfTransient;
    // RFC 7504 §3: a host that takes no mail.
    C; [Near(Message, Denied), Code(&[521]), Lacks(Client), Lacks(Ip), Lacks(AcceptsFrom)] => Other, IfSaid;
    C; [NearNegated(Service, Receive), Class(4)] => TemporaryServerError, Usual;
    C; [NearNegated(Service, Receive), Class(5), Lacks(Client), Lacks(Ip), Lacks(Later)] => Other, Never;
    C; [Is(Denied)] => IpNotAuthorized, IfTransient;
    C; [Is(Blocked)] => IpNotAuthorized, IfTransient;
    C; [Is(Spam)] => IpNotAuthorized, IfTransient;
    C; [Is(Policy)] => IpNotAuthorized, IfTransient;
    C; [Negated(Connect)] => IpNotAuthorized, IfTransient;
};
