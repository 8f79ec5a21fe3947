//! The sender's address and domain.

use super::super::{
    concept::Concept::*,
    table::{If::*, Row, rows, *},
};

#[rustfmt::skip]
pub(in crate::error::classify) const ROWS: &[Row] = rows! {
    F | R | D; [Near(Sender, Later), Class(4)] => SenderNotAllowed, ByCode;
    F | R | D; [Is(Callout)] => SenderNotAllowed, ByCode;
    F; [Is(Mx)] => SenderNotAllowed, Never;
    F | D; [Is(Unverified)] => SenderNotVerified, Never;
    R; [Near(Unverified, Sender)] => SenderNotVerified, Never;
    F | D; [Near(Sender, Verified), Is(Not)] => SenderNotVerified, Never;
    D; [Near(Spam, Denied)] => ContentRejected, IfSaid;
    D; [Is(Spam)] => ContentRejected, ByCode;
    F | R; [NearNegated(Domain, Exist), Is(Sender)] => SenderNotAllowed, ByCode;
    F | R | D; [Near(Sender, Denied)] => SenderNotAllowed, Never;
    F | R | D; [Near(Sender, Unknown)] => SenderNotAllowed, Never;
    F | R | D; [Near(Sender, Invalid)] => SenderNotAllowed, Never;
    F; [Near(Domain, Exist), Is(Required)] => SenderNotAllowed, Never;
    F | R | D; [Near(Sender, Failed)] => SenderNotAllowed, Never;
    F | R | D; [NearNegated(Sender, Exist)] => SenderNotAllowed, Never;
    F | D; [Near(Message, Own), Is(Denied)] => SenderNotAllowed, Never;
    F; [Near(Domain, Unknown)] => SenderNotAllowed, Never;
    F; [NearNegated(Domain, Exist)] => SenderNotAllowed, Never;
    F; [NearNegated(Host, Exist)] => SenderNotAllowed, Never;
    D; [NearNegated(Host, Exist), Code(&[553])] => SenderNotAllowed, Never;
    F; [Near(Address, Denied)] => SenderNotAllowed, Never;
    F; [Near(Address, Invalid)] => SenderNotAllowed, Never;
    F; [NearNegated(Address, Exist)] => SenderNotAllowed, Never;
};
