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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]
    use super::*;
    use Personality::{Generic, Gmail, Microsoft365};

    #[test]
    fn each_issuer_refuses_in_its_own_words() {
        for (personality, problem, status, code, words) in [
            (Generic, P::GrantInvalid, 400, "invalid_grant", "revoked"),
            (Gmail, P::GrantInvalid, 400, "invalid_grant", "revoked"),
            (Microsoft365, P::GrantInvalid, 400, "invalid_grant", "AADSTS700082"),
            (Generic, P::ScopeMissing, 400, "invalid_scope", "scopes were invalid"),
            (Gmail, P::ScopeMissing, 400, "invalid_scope", "scopes were invalid"),
            (Microsoft365, P::ScopeMissing, 400, "invalid_scope", "AADSTS70011"),
            (Generic, P::ClientInvalid, 401, "invalid_client", "not found"),
            (Gmail, P::ClientInvalid, 401, "invalid_client", "not found"),
            (Microsoft365, P::ClientInvalid, 401, "invalid_client", "AADSTS7000215"),
            (Microsoft365, P::TenantWrong, 400, "invalid_request", "AADSTS90002"),
            (Generic, P::ConsentMissing, 400, "interaction_required", ""),
            (Gmail, P::ConsentMissing, 400, "invalid_grant", "invalid_rapt"),
            (Microsoft365, P::ConsentMissing, 400, "invalid_grant", "AADSTS65001"),
            (Generic, P::ClockSkew, 400, "invalid_grant", "iat and exp"),
            (Gmail, P::ClockSkew, 400, "invalid_grant", "iat and exp"),
            (Microsoft365, P::ClockSkew, 401, "invalid_client", "AADSTS700024"),
        ] {
            let answer = refusal(personality, problem).unwrap();
            let body: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
            assert_eq!((answer.status, body["error"].as_str()), (status, Some(code)), "{personality:?} {problem}");
            let text = body["error_description"].as_str().unwrap();
            assert!(text.contains(words) && text.is_empty() == words.is_empty(), "{personality:?} {problem}: {text}");
        }
    }

    #[test]
    fn an_issuer_out_of_order_and_one_that_is_none() {
        let unreachable = refusal(Generic, P::EndpointUnreachable).unwrap();
        assert_eq!((unreachable.status, unreachable.body.as_str(), unreachable.stalls), (503, "", false));
        let portal = refusal(Generic, P::EndpointAnswer).unwrap();
        assert_eq!((portal.status, portal.headers[0].1.as_str()), (200, "text/html"));
        assert!(portal.body.starts_with("<html>") && !portal.stalls);
        for elsewhere in [P::SmtpAuthOff, P::OtherMailbox, P::TokenRefused, P::TokenNotRenewed, P::TokensNotTaken] {
            assert!(refusal(Generic, elsewhere).is_none(), "{elsewhere}");
        }
    }
}
