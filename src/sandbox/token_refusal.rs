//! The errors of token endpoints: codes of RFC 6749 §5.2, with the texts of Google and Microsoft.

use super::{Personality, token_requests::Answer};
use crate::error::OAuth2Problem as P;

pub(super) fn refusal(personality: Personality, problem: P) -> Option<Answer> {
    let json = |status, error, description| Some(Answer::refusal(status, error, description));
    let google = personality == Personality::Gmail;
    let microsoft = personality == Personality::Microsoft365;
    match problem {
        P::GrantInvalid if microsoft => {
            json(400, "invalid_grant", "AADSTS700082: The refresh token has expired due to inactivity.")
        }
        P::GrantInvalid => json(400, "invalid_grant", "Token has been expired or revoked."),
        P::ScopeMissing if microsoft => {
            json(400, "invalid_scope", "AADSTS70011: The provided value for the input parameter 'scope' is not valid.")
        }
        P::ScopeMissing => json(400, "invalid_scope", "Some requested scopes were invalid."),
        P::ClientInvalid if microsoft => json(401, "invalid_client", "AADSTS7000215: Invalid client secret provided."),
        P::ClientInvalid => json(401, "invalid_client", "The OAuth client was not found."),
        // Only Microsoft has tenants.
        P::TenantWrong => json(400, "invalid_request", "AADSTS90002: Tenant 'nowhere.example' not found."),
        P::ConsentMissing if google => json(400, "invalid_grant", "reauth related error (invalid_rapt)"),
        P::ConsentMissing if microsoft => json(
            400,
            "invalid_grant",
            "AADSTS65001: The user or administrator has not consented to use the application.",
        ),
        P::ConsentMissing => json(400, "interaction_required", ""),
        P::ClockSkew if microsoft => {
            json(401, "invalid_client", "AADSTS700024: Client assertion is not within its valid time range.")
        }
        P::ClockSkew => json(400, "invalid_grant", "Invalid JWT: check your iat and exp values in the JWT claim."),
        P::EndpointUnreachable => Some(Answer { status: 503, headers: Vec::new(), body: String::new(), stalls: false }),
        P::EndpointAnswer => Some(Answer {
            status: 200,
            headers: vec![("content-type".to_owned(), "text/html".to_owned())],
            body: "<html>Please sign in to this network</html>".to_owned(),
            stalls: false,
        }),
        P::SmtpAuthOff | P::OtherMailbox | P::TokenRefused | P::TokenNotRenewed | P::TokensNotTaken => None,
    }
}
