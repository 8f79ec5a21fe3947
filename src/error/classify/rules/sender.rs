//! The sender's address and domain.

use super::super::{
    concept::Concept::*,
    table::{If::*, Row, rows, *},
};

#[rustfmt::skip]
pub(in crate::error::classify) const ROWS: &[Row] = rows! {
    F | R | D; [Is(Callout)] => SenderNotAllowed, IfTransient;
    F; [Is(Mx)] => SenderNotAllowed, IfTransient;
    D; [Is(Mx), Enhanced(4, 4)] => RecipientUnknown, IfTransient;
    D; [Is(Mx), Lacks(Sender), Lacks(Recipient)] => SenderNotVerified, Never;
    R | D; [Near(Sender, Mx)] => SenderNotAllowed, IfTransient;
    // A check that could not be made.
    F; [Is(Unverified), Class(4)] => SenderNotAllowed, IfTransient;
    F | D; [Is(Unverified), Lacks(Recipient)] => SenderNotVerified, IfSaid;
    R; [Near(Unverified, Sender)] => SenderNotVerified, Never;
    F | D; [Near(Sender, Verified), Is(Not)] => SenderNotVerified, IfSaid;
    F | D; [Near(Sender, Verified), Is(Required)] => SenderNotVerified, Never;
    D; [Near(Domain, Verified), Is(Required)] => SenderNotVerified, Never;
    D; [Is(Spam)] => ContentRejected, IfTransient;
    F; [Near(Form, Sender), Lacks(Listed), Lacks(Denied)] => MessageMalformed, Never;
    F; [Near(Form, Address), Lacks(Listed), Lacks(Denied)] => MessageMalformed, Never;
    F | R | D; [Near(Sender, Denied)] => SenderNotAllowed, IfTransient;
    F | R | D; [Near(Sender, Unknown)] => SenderNotAllowed, IfTransient;
    F | R | D; [Near(Sender, Invalid)] => SenderNotAllowed, Never;
    F; [Near(Domain, Exist), Is(Required)] => SenderNotAllowed, IfTransient;
    F | R | D; [Near(Sender, Failed)] => SenderNotAllowed, IfTransient;
    F | R | D; [NearNegated(Sender, Exist)] => SenderNotAllowed, IfTransient;
    S; [Near(User, Denied), Lacks(Recipient)] => SenderNotAllowed, Never;
    F | D; [Near(Message, Own), Is(Denied)] => SenderNotAllowed, Never;
    F; [Near(Domain, Unknown)] => SenderNotAllowed, IfTransient;
    F; [NearNegated(Domain, Exist)] => SenderNotAllowed, IfTransient;
    F; [NearNegated(Host, Exist)] => SenderNotAllowed, IfTransient;
    D; [NearNegated(Host, Exist), Code(&[553])] => SenderNotAllowed, Never;
    F; [Near(Domain, Denied)] => SenderNotAllowed, IfTransient;
    F; [Near(Address, Denied)] => SenderNotAllowed, IfTransient;
    F; [Near(Address, Invalid)] => SenderNotAllowed, Never;
    F; [NearNegated(Address, Exist)] => SenderNotAllowed, Never;
};
