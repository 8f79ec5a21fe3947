//! The problem behind an error of a token endpoint (RFC 6749 §5.2 and the issuers' own codes).

use crate::error::OAuth2Problem as P;

/// By the issuer's number if there is one, then by the description, then by the code of RFC 6749.
pub(super) fn problem(code: &str, description: &str) -> P {
    if let Some(problem) = aadsts(description) {
        return problem;
    }
    let description = description.to_ascii_lowercase();
    let contains_any = |words: &[&str]| words.iter().any(|word| description.contains(word));
    match code {
        // Google's answer to an assertion with a wrong time.
        "invalid_grant" if contains_any(&["iat and exp", "not yet valid", "clock"]) => P::ClockSkew,
        // Google Workspace requires a new sign-in after a time that the administrator sets.
        "invalid_grant" if contains_any(&["invalid_rapt", "reauth", "consent"]) => P::ConsentMissing,
        "invalid_grant" => P::GrantInvalid,
        "invalid_scope" => P::ScopeMissing,
        "consent_required"
        | "interaction_required"
        | "login_required"
        | "account_selection_required"
        | "access_denied"
        | "admin_policy_enforced"
        | "org_internal" => P::ConsentMissing,
        "temporarily_unavailable" | "server_error" => P::EndpointUnreachable,
        // `invalid_client`, `unauthorized_client`, `unsupported_grant_type`, `invalid_request` and Google's
        // `deleted_client`, `disabled_client`: the registration.
        _ => P::ClientInvalid,
    }
}

/// Microsoft's numbers ("Microsoft Entra authentication and authorization error codes").
fn aadsts(description: &str) -> Option<P> {
    let digits = description.split("AADSTS").nth(1)?;
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    Some(match digits.get(..end)?.parse::<u32>().ok()? {
        // Consent or a second factor is missing, from the user or an administrator.
        65001 | 65004 | 90094 | 50105 | 50058 | 50074 | 50076 | 50079 | 50158 | 16000 | 53003 => P::ConsentMissing,
        // The registration is unknown or not allowed this; its secret is wrong, missing or expired.
        700016 | 7000215 | 7000218 | 7000222 | 700025 | 7000112 | 50194 => P::ClientInvalid,
        // The tenant is unknown, not the account's, or not for personal accounts.
        90002 | 90019 | 50020 | 50059 | 500208 => P::TenantWrong,
        // An assertion with a wrong time.
        700024 => P::ClockSkew,
        // The scope is unknown, or not one of the resource.
        70011 | 650053 | 28002 | 28003 => P::ScopeMissing,
        // The refresh token is expired, was unused for too long, or was revoked, for example by a new password.
        70000 | 70008 | 70043 | 50089 | 50132 | 50173 | 54005 | 700082 | 700084 => P::GrantInvalid,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_have_their_problems() {
        for (code, description, expected) in [
            ("invalid_grant", "Token has been expired or revoked.", P::GrantInvalid),
            ("invalid_grant", "", P::GrantInvalid),
            ("invalid_grant", "AADSTS700082: The refresh token has expired due to inactivity.", P::GrantInvalid),
            ("invalid_grant", "AADSTS50173: The provided grant has expired due to it being revoked.", P::GrantInvalid),
            ("invalid_grant", "AADSTS65001: The user or administrator has not consented.", P::ConsentMissing),
            ("interaction_required", "AADSTS50076: you must use multi-factor authentication.", P::ConsentMissing),
            ("interaction_required", "", P::ConsentMissing),
            ("invalid_grant", "reauth related error (invalid_rapt)", P::ConsentMissing),
            ("access_denied", "", P::ConsentMissing),
            ("invalid_client", "The OAuth client was not found.", P::ClientInvalid),
            ("invalid_client", "AADSTS7000215: Invalid client secret provided.", P::ClientInvalid),
            ("invalid_client", "AADSTS7000222: The provided client secret keys are expired.", P::ClientInvalid),
            ("unauthorized_client", "AADSTS700016: Application was not found in the directory.", P::ClientInvalid),
            ("unauthorized_client", "", P::ClientInvalid),
            ("invalid_request", "AADSTS90002: Tenant 'nowhere' not found.", P::TenantWrong),
            ("invalid_scope", "AADSTS70011: The provided value for scope is not valid.", P::ScopeMissing),
            ("invalid_scope", "", P::ScopeMissing),
            ("invalid_client", "AADSTS700024: Client assertion is not within its valid time range.", P::ClockSkew),
            ("invalid_grant", "Invalid JWT: check your iat and exp values in the JWT claim.", P::ClockSkew),
            ("temporarily_unavailable", "", P::EndpointUnreachable),
            ("invalid_grant", "AADSTS: no number", P::GrantInvalid),
            ("something_new", "AADSTS999999999999", P::ClientInvalid),
        ] {
            assert_eq!(problem(code, description), expected, "{code}: {description}");
        }
    }
}
