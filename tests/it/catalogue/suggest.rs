//! Addresses, MX hosts, SMTP hosts and secrets.

use ite_mailer::Provider;
use ite_mailer::provider::{SecretPattern, SecretShape};

#[test]
fn an_address_suggests_its_provider() {
    for (address, expected) in [
        ("x@gmail.com", Some(Provider::Gmail)),
        (" X@GoogleMail.COM. ", Some(Provider::Gmail)),
        ("x@yahoo.fr", Some(Provider::Yahoo)),
        ("x@aol.com", Some(Provider::Aol)),
        ("x@hotmail.co.uk", Some(Provider::OutlookCom)),
        ("x@contoso.onmicrosoft.com", Some(Provider::Microsoft365)),
        ("x@onmicrosoft.com", None),
        ("x@notonmicrosoft.com", None),
        ("x@wanadoo.fr", Some(Provider::Orange)),
        ("x@neuf.fr", Some(Provider::Sfr)),
        ("x@laposte.net", Some(Provider::LaPoste)),
        ("x@gmx.fr", Some(Provider::GmxCom)),
        ("x@gmx.de", Some(Provider::GmxNet)),
        ("x@me.com", Some(Provider::ICloud)),
        ("x@zoho.eu", Some(Provider::ZohoEu)),
        ("\"a@gmail.com\"@free.fr", Some(Provider::Free)),
        ("x@mail.gmail.com", None),
        ("x@mygmail.com", None),
        ("x@example.com", None),
        ("@gmail.com", None),
        ("gmail.com", None),
        ("x@", None),
        ("x@.", None),
        ("", None),
    ] {
        assert_eq!(Provider::for_address(address), expected, "{address:?}");
    }
}

#[test]
fn every_domain_suggests_the_row_that_lists_it() {
    for provider in Provider::KNOWN {
        for domain in provider.info().unwrap().domains {
            let address = if domain.starts_with('.') { format!("x@tenant{domain}") } else { format!("x@{domain}") };
            assert_eq!(Provider::for_address(&address), Some(*provider), "{address}");
        }
    }
}

#[test]
fn mx_hosts_suggest_a_provider_the_longest_suffix_first() {
    for (hosts, expected) in [
        (&["aspmx.l.google.com", "alt1.aspmx.l.google.com"][..], Some(Provider::GoogleWorkspace)),
        (&["SMTP.Google.Com."], Some(Provider::GoogleWorkspace)),
        (&["alt4.gmail-smtp-in.l.google.com."], Some(Provider::Gmail)),
        (&["example-com.mail.protection.outlook.com"], Some(Provider::Microsoft365)),
        (&["hotmail-com.olc.protection.outlook.com."], Some(Provider::OutlookCom)),
        (&["mta5.am0.yahoodns.net"], Some(Provider::Yahoo)),
        (&["mx-aol.mail.gm0.yahoodns.net"], Some(Provider::Aol)),
        (&["mx1.mail.ovh.net", "mx2.mail.ovh.net"], Some(Provider::OvhMxPlan)),
        (&["mx01.mail.icloud.com"], Some(Provider::ICloud)),
        (&["spool.mail.gandi.net"], Some(Provider::Gandi)),
        (&["mx00.kundenserver.de"], Some(Provider::IonosDe)),
        (&["mx00.ionos.com"], Some(Provider::IonosCom)),
        (&["mta-gw.infomaniak.ch"], Some(Provider::Infomaniak)),
        (&["mxa.eu.mailgun.org"], Some(Provider::MailgunEu)),
        (&["mxa.mailgun.org"], Some(Provider::MailgunUs)),
        (&["mx.zoho.eu"], Some(Provider::ZohoEu)),
        (&["mx.filter.example.net", "in1-smtp.messagingengine.com"], Some(Provider::Fastmail)),
        (&["mx.zoho.com", "aspmx.l.google.com"], Some(Provider::ZohoCom)),
        // Whole labels are compared.
        (&["mx.notgoogle.com"], None),
        (&["google.com.example.org"], None),
        (&["mx.example.com"], None),
        (&["", "."], None),
        (&[], None),
    ] {
        assert_eq!(Provider::for_mx(hosts), expected, "{hosts:?}");
    }
    assert_eq!(Provider::for_mx(&[String::from("mx00.emig.gmx.net")]), Some(Provider::GmxNet));
}

#[test]
fn hosts_suggest_a_provider_retired_and_regional_ones_too() {
    for (host, expected) in [
        ("smtp.gmail.com", Some(Provider::Gmail)),
        (" SMTP.Gmail.com. ", Some(Provider::Gmail)),
        ("smtp-relay.gmail.com", Some(Provider::GoogleSmtpRelay)),
        ("smtp.office365.com", Some(Provider::Microsoft365)),
        ("smtp-legacy.office365.com", Some(Provider::Microsoft365)),
        ("smtp-mail.outlook.com", Some(Provider::OutlookCom)),
        ("smtp.mail.yahoo.com", Some(Provider::Yahoo)),
        ("smtp-relay.sendinblue.com", Some(Provider::Brevo)),
        ("in.mailjet.com", Some(Provider::Mailjet)),
        ("smtp.1und1.de", Some(Provider::IonosDe)),
        ("email-smtp.eu-west-1.amazonaws.com", Some(Provider::Ses)),
        ("email-smtp.ap-southeast-2.amazonaws.com", Some(Provider::Ses)),
        ("email-smtp..amazonaws.com", None),
        ("email-smtp.a.b.amazonaws.com", None),
        ("email-smtp.amazonaws.com", None),
        ("ex.mail.ovh.net", Some(Provider::OvhExchange)),
        ("ex4.mail.ovh.net", Some(Provider::OvhExchange)),
        ("pro2.mail.ovh.net", Some(Provider::OvhEmailPro)),
        ("exo.mail.ovh.net", None),
        ("mail.smtp.gmail.com", None),
        ("smtp.example.com", None),
        ("", None),
    ] {
        assert_eq!(Provider::for_host(host), expected, "{host:?}");
    }
}

#[test]
fn every_host_suggests_a_row_that_lists_it() {
    for provider in Provider::KNOWN {
        let row = provider.info().unwrap();
        for host in row.endpoints.iter().map(|e| e.host).chain(row.retired_hosts.iter().copied()) {
            let found = Provider::for_host(host).and_then(Provider::info).unwrap();
            let listed = found.endpoints.iter().any(|e| e.host == host) || found.retired_hosts.contains(&host);
            assert!(listed, "{host} of {} leads to {}", provider.id(), found.provider.id());
        }
    }
}

#[test]
fn the_shape_of_a_secret_tells_the_right_one_from_the_wrong_one() {
    use SecretShape::{ApiKey, Expected, Unexpected, Unknown};
    let letters = "k".repeat(16);
    let groups = ["kkkk"; 4].join(" ");
    let hyphens = ["kkkk"; 4].join("-");
    let hex = "0f".repeat(16);
    let uuid = format!("{}-{}-{}-{}-{}", "0".repeat(8), "0".repeat(4), "a".repeat(4), "0".repeat(4), "F".repeat(12));
    for (provider, secret, expected) in [
        (Provider::Gmail, letters.as_str(), Expected),
        (Provider::Gmail, &groups, Expected),
        (Provider::Gmail, "kkkk\u{a0}kkkk kkkk kkkk\n", Expected),
        (Provider::Gmail, "kkkkkkkkkkkkkkk", Unexpected),
        (Provider::Gmail, "kkkkkkkkkkkkkkkkk", Unexpected),
        (Provider::Gmail, "KKKKKKKKKKKKKKKK", Unexpected),
        (Provider::Gmail, "main password 1!", Unexpected),
        (Provider::Gmail, &hyphens, Unexpected),
        (Provider::Gmail, "", Unknown),
        (Provider::Gmail, "  ", Unknown),
        (Provider::GoogleWorkspace, &groups, Expected),
        (Provider::GoogleSmtpRelay, &groups, Expected),
        (Provider::Yahoo, &groups, Expected),
        (Provider::Yahoo, "0000000000000000", Unexpected),
        (Provider::Fastmail, "0k0k 0k0k 0k0k 0k0k", Expected),
        (Provider::Fastmail, "0k0k 0k0k 0k0k 0k0K", Unexpected),
        (Provider::ICloud, &hyphens, Expected),
        (Provider::ICloud, &letters, Unexpected),
        (Provider::ICloud, "kkk-kkkkk-kkkk-kkkk", Unexpected),
        (Provider::ICloud, "kkkk-kkkk-kkkk", Unexpected),
        (Provider::Brevo, "xsmtpsib-0", Expected),
        (Provider::Brevo, "xsmtpsib-", Unexpected),
        (Provider::Brevo, "xkeysib-0", ApiKey),
        (Provider::Brevo, "main password", Unexpected),
        (Provider::Mailjet, &hex, Expected),
        (Provider::Mailjet, &hex[1..], Unexpected),
        (Provider::Mailjet, "gggggggggggggggggggggggggggggggg", Unexpected),
        (Provider::Postmark, &uuid, Expected),
        (Provider::Postmark, &uuid[1..], Unexpected),
        (Provider::Resend, "re_0", Expected),
        (Provider::Resend, "xkeysib-0", Unexpected),
        // No shape is known.
        (Provider::Microsoft365, &letters, Unknown),
        (Provider::Aol, &letters, Unknown),
        (Provider::Gandi, "main password", Unknown),
        (Provider::Custom, &letters, Unknown),
    ] {
        assert_eq!(provider.secret_shape(secret), expected, "{} {secret:?}", provider.id());
    }
}

#[test]
fn a_pattern_alone_counts_blanks() {
    assert!(SecretPattern::Letters(4).matches("kkkk"));
    assert!(!SecretPattern::Letters(4).matches("kk kk"));
    assert!(SecretPattern::Any.matches(""));
    assert!(!SecretPattern::HyphenGroups(0).matches(""));
}

#[test]
fn unknown_ids_suggest_near_ones() {
    for (id, near) in [
        ("gmial", &[Provider::Gmail][..]),
        ("gmai", &[Provider::Gmail]),
        ("Micosoft365", &[Provider::Microsoft365]),
        ("brevvo", &[Provider::Brevo]),
        ("sendinblu", &[Provider::Brevo]),
        ("zoho", &[Provider::ZohoCom, Provider::ZohoEu]),
        ("ionos", &[Provider::IonosDe, Provider::IonosFr, Provider::IonosCom]),
        ("acme-mailer", &[]),
        ("", &[]),
    ] {
        let error = id.parse::<Provider>().unwrap_err();
        assert_eq!(error.near(), near, "{id}");
        assert!(near.iter().all(|near| error.to_string().contains(near.id())), "{error}");
    }
    let long = "gmail".repeat(100_000);
    assert!(long.parse::<Provider>().unwrap_err().near().is_empty());
    let error = serde_json::from_str::<ite_mailer::GatewaySettings>(r#"{"provider":"gmial"}"#).unwrap_err();
    assert!(error.to_string().contains("\"gmail\""), "{error}");
    let error = "gmial://me:pw@".parse::<ite_mailer::SmtpGateway>().unwrap_err();
    assert!(error.problems()[0].en.ends_with("such as gmail.") && error.problems()[0].fr.contains("gmail"), "{error}");
}
