//! The texts of a form, English and French side by side.

use super::{FormField, FormStep};
use crate::guidance::Language;
use crate::provider::{self, FromRule, LinkTopic, Login, PasswordKind, Provider, ProviderInfo, SecretPattern, TwoStep};

/// The texts of one row in one language.
pub(super) struct FormTexts {
    row: &'static ProviderInfo,
    language: Language,
}

impl FormTexts {
    pub(super) const fn new(row: &'static ProviderInfo, language: Language) -> Self {
        Self { row, language }
    }

    pub(super) fn login(&self) -> FormField {
        let address = || {
            let example = self.say("example.com", "example.fr");
            let domain = self.row.domains.iter().find(|domain| !domain.starts_with('.')).copied().unwrap_or(&example);
            format!("{}@{domain}", self.say("you", "vous"))
        };
        let (label, placeholder, step) = match self.row.login {
            Login::FullAddress => (
                self.say("E-mail address", "Adresse e-mail"),
                address(),
                self.say(
                    "Enter the whole e-mail address of the account.",
                    "Saisissez l’adresse e-mail complète du compte.",
                ),
            ),
            Login::LocalPart => (
                self.say("Login (what stands before the @)", "Identifiant (ce qui précède le @)"),
                self.say("firstname.lastname", "prenom.nom"),
                self.say(
                    "Enter only the part of the address before the @.",
                    "Saisissez seulement la partie de l’adresse qui précède le @.",
                ),
            ),
            Login::Own => (
                self.say("SMTP login", "Identifiant SMTP"),
                String::new(),
                self.say(
                    "Copy the SMTP login that {name} shows with its SMTP settings; it is not always your e-mail \
                     address.",
                    "Copiez l’identifiant SMTP affiché par {name} avec ses paramètres SMTP\u{a0}: ce n’est pas \
                     toujours votre adresse e-mail.",
                ),
            ),
            Login::ApiKey if self.one_token() => (
                self.say("API token", "Jeton d’API"),
                self.secret_placeholder(),
                self.say(
                    "Copy the API token of the server from your {name} account.",
                    "Copiez le jeton d’API du serveur depuis votre compte {name}.",
                ),
            ),
            Login::ApiKey => (
                self.say("API key", "Clé API"),
                String::new(),
                self.say("Copy the API key from your {name} account.", "Copiez la clé API depuis votre compte {name}."),
            ),
            Login::Literal(word) => (
                self.say("Login", "Identifiant"),
                word.to_owned(),
                self.say("Always the word “{word}”.", "Toujours le mot «\u{a0}{word}\u{a0}».").replace("{word}", word),
            ),
        };
        let value = if let Login::Literal(word) = self.row.login { Some(word) } else { None };
        FormField { label, placeholder, value, steps: vec![FormStep { text: step, link: None }] }
    }

    pub(super) fn password(&self) -> FormField {
        let (label, steps) = match self.row.password {
            PasswordKind::AppPassword => (self.say("App password", "Mot de passe d’application"), self.app_password()),
            PasswordKind::AccountOrAppPassword => (
                self.say("Password or app password", "Mot de passe ou mot de passe d’application"),
                self.account_or_app_password(),
            ),
            PasswordKind::SmtpKey if self.row.secret.is_some() => (self.say("SMTP key", "Clé SMTP"), self.smtp_key()),
            PasswordKind::SmtpKey => (
                self.say("SMTP password", "Mot de passe SMTP"),
                vec![self.step(
                    "Enter the SMTP password or token made for this login in your {name} account; the password \
                     with which you sign in there does not work.",
                    "Saisissez le mot de passe ou jeton SMTP créé pour cet identifiant dans votre compte \
                     {name}\u{202f}; le mot de passe avec lequel vous vous y connectez ne fonctionne pas.",
                    self.link(&[LinkTopic::Smtp]),
                )],
            ),
            PasswordKind::SecretKey => self.secret_key(),
            // No field is drawn for `OAuth2Only`.
            PasswordKind::AccountPassword | PasswordKind::OAuth2Only => (
                self.say("Password", "Mot de passe"),
                vec![self.step(
                    "Enter the password of the mailbox.",
                    "Saisissez le mot de passe de la boîte aux lettres.",
                    None,
                )],
            ),
        };
        FormField { label, placeholder: self.secret_placeholder(), value: None, steps }
    }

    fn app_password(&self) -> Vec<FormStep> {
        let mut steps = Vec::new();
        if self.row.two_step == TwoStep::Required {
            steps.push(self.step(
                "Turn on two-step verification for your {name} account: app passwords exist only once it is on.",
                "Activez la validation en deux étapes de votre compte {name}\u{a0}: sans elle, il n’y a pas \
                 de mot de passe d’application.",
                self.link(&[LinkTopic::TwoStep]),
            ));
        }
        steps.push(self.step(
            "Create an app password for this application.",
            "Créez un mot de passe d’application pour ce logiciel.",
            self.create_link(),
        ));
        steps.push(self.shape());
        steps.push(self.step(
            "The password with which you sign in to {name} is refused here.",
            "Le mot de passe avec lequel vous vous connectez à {name} est refusé ici.",
            self.link(&[LinkTopic::AppPassword]),
        ));
        steps
    }

    fn account_or_app_password(&self) -> Vec<FormStep> {
        vec![
            self.step(
                "If two-step verification is on, which is recommended, create an app password and enter it here.",
                "Si la validation en deux étapes est activée, ce qui est recommandé, créez un mot de passe \
                 d’application et saisissez-le ici.",
                self.create_link(),
            ),
            self.step(
                "If it is off, enter the password of the account.",
                "Sinon, saisissez le mot de passe du compte.",
                None,
            ),
        ]
    }

    fn smtp_key(&self) -> Vec<FormStep> {
        vec![
            self.step(
                "Create an SMTP key in your {name} account.",
                "Créez une clé SMTP dans votre compte {name}.",
                self.create_link(),
            ),
            self.shape(),
            self.step(
                "Neither the password of your {name} account nor an API key works here.",
                "Ni le mot de passe de votre compte {name} ni une clé API ne fonctionnent ici.",
                None,
            ),
        ]
    }

    fn secret_key(&self) -> (String, Vec<FormStep>) {
        let page = self.create_link();
        match self.row.login {
            Login::ApiKey if self.one_token() => (
                self.say("API token", "Jeton d’API"),
                vec![self.step("Enter the same token once more.", "Saisissez de nouveau le même jeton.", page)],
            ),
            Login::ApiKey => (
                self.say("Secret key", "Clé secrète"),
                vec![
                    self.step(
                        "Copy the secret key that belongs to this API key.",
                        "Copiez la clé secrète qui correspond à cette clé API.",
                        page,
                    ),
                    self.shape(),
                ],
            ),
            Login::Own => (
                self.say("Secret key", "Clé secrète"),
                vec![self.step(
                    "Create a secret key in your {name} account and enter it here.",
                    "Créez une clé secrète dans votre compte {name} et saisissez-la ici.",
                    page,
                )],
            ),
            _ => (
                self.say("API key", "Clé API"),
                vec![
                    self.step(
                        "Create an API key that may send mail in your {name} account.",
                        "Créez dans votre compte {name} une clé API autorisée à envoyer des messages.",
                        page,
                    ),
                    self.shape(),
                ],
            ),
        }
    }

    pub(super) fn notes(&self) -> Vec<FormStep> {
        let row = self.row;
        let mut notes = Vec::new();
        if row.password == PasswordKind::OAuth2Only {
            notes.push(self.step(
                "{name} takes no password from mail programs, not even an app password: connect the account \
                 with OAuth2.",
                "{name} n’accepte aucun mot de passe des logiciels de messagerie, pas même un mot de passe \
                 d’application\u{a0}: reliez le compte par OAuth2.",
                self.link(&[LinkTopic::OAuth2]),
            ));
        }
        if row.provider == Provider::Microsoft365 {
            notes.push(self.step(
                "From the end of December 2026, passwords for SMTP are off by default: an administrator has to \
                 allow them, or you use OAuth2. Until then the account’s own password is discouraged and may be \
                 blocked.",
                "À partir de fin décembre 2026, les mots de passe pour SMTP seront désactivés par défaut\u{a0}: \
                 un administrateur devra les autoriser, ou vous utiliserez OAuth2. D’ici là, le mot de passe \
                 principal du compte est déconseillé et peut être bloqué.",
                self.link(&[LinkTopic::SmtpAuth]),
            ));
        }
        if let Some(page) = self.link(&[LinkTopic::Activate]) {
            notes.push(self.step(
                "First allow access for mail programs in the settings of your {name} account.",
                "Autorisez d’abord l’accès des logiciels de messagerie dans les paramètres de votre compte {name}.",
                Some(page),
            ));
        }
        if provider::host_varies(row.provider) {
            notes.push(self.step(
                "The host differs from customer to customer: take yours from your {name} account.",
                "Le serveur varie d’un client à l’autre\u{a0}: relevez le vôtre dans votre compte {name}.",
                self.link(&[LinkTopic::Smtp]),
            ));
        }
        match row.from_rule {
            FromRule::OwnAddress => notes.push(self.step(
                "Send from the address of the account or one of its aliases; others are refused.",
                "Envoyez depuis l’adresse du compte ou l’un de ses alias\u{202f}; les autres sont refusées.",
                None,
            )),
            FromRule::Verified => notes.push(self.step(
                "The sender’s address or domain must be registered with {name} before the first mail.",
                "L’adresse ou le domaine de l’expéditeur doit être enregistré auprès de {name} avant le premier \
                 envoi.",
                None,
            )),
            FromRule::Rewritten => notes.push(self.step(
                "Send from the address of the account or one of its aliases; any other is replaced by the account’s.",
                "Envoyez depuis l’adresse du compte ou l’un de ses alias\u{202f}; toute autre est remplacée par celle du \
                 compte.",
                None,
            )),
            FromRule::Unknown => {}
        }
        if row.files_sent_mail == Some(false) {
            notes.push(self.step(
                "{name} files nothing under Sent: choose a copy to find your mails again.",
                "{name} ne range rien dans les messages envoyés\u{a0}: choisissez une copie pour retrouver vos \
                 e-mails.",
                None,
            ));
        }
        notes
    }

    /// The shape of the secret, and how to enter it.
    fn shape(&self) -> FormStep {
        let rule = self.row.secret;
        let count = |count: usize| count.to_string();
        let text = match rule.map(|rule| rule.pattern) {
            Some(SecretPattern::Letters(n)) => {
                self.say("Enter its {count} letters.", "Saisissez ses {count} lettres.").replace("{count}", &count(n))
            }
            Some(SecretPattern::Alphanumeric(n)) => self
                .say("Enter its {count} letters and digits.", "Saisissez ses {count} lettres et chiffres.")
                .replace("{count}", &count(n)),
            Some(SecretPattern::Hex(n)) => self
                .say(
                    "It has {count} digits and letters from a to f.",
                    "Elle compte {count} chiffres et lettres de a à f.",
                )
                .replace("{count}", &count(n)),
            Some(SecretPattern::Prefix(start)) => self
                .say("It begins with “{start}”.", "Elle commence par «\u{a0}{start}\u{a0}».")
                .replace("{start}", start),
            Some(SecretPattern::HyphenGroups(_)) => {
                self.say("Enter it with its hyphens.", "Saisissez-le avec ses traits d’union.")
            }
            Some(SecretPattern::Uuid | SecretPattern::Any) | None => self.say(
                "Enter it here.",
                if self.row.password == PasswordKind::AppPassword { "Saisissez-le ici." } else { "Saisissez-la ici." },
            ),
        };
        let text = if rule.is_some_and(|rule| rule.grouped) {
            format!(
                "{text} {}",
                self.say(
                    "The blanks between its groups do not matter.",
                    "Les espaces entre les groupes ne comptent pas."
                )
            )
        } else {
            text
        };
        FormStep { text, link: None }
    }

    fn secret_placeholder(&self) -> String {
        let Some(rule) = self.row.secret else { return String::new() };
        match rule.pattern {
            SecretPattern::Letters(n) | SecretPattern::Alphanumeric(n) if rule.grouped => vec!["xxxx"; n / 4].join(" "),
            SecretPattern::HyphenGroups(groups) => vec!["xxxx"; groups].join("-"),
            SecretPattern::Prefix(start) => format!("{start}…"),
            SecretPattern::Uuid => "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx".to_owned(),
            _ => String::new(),
        }
    }

    /// Postmark takes the same token as login and as password.
    fn one_token(&self) -> bool {
        self.row.provider == Provider::Postmark
    }

    /// The page where the secret is created, or the closest one.
    fn create_link(&self) -> Option<&'static str> {
        self.row
            .secret
            .and_then(|rule| rule.create_url)
            .or_else(|| self.link(&[LinkTopic::AppPassword, LinkTopic::Smtp]))
    }

    /// The first of these topics on which the row has a link.
    fn link(&self, topics: &[LinkTopic]) -> Option<&'static str> {
        let link = topics.iter().find_map(|topic| self.row.link(*topic))?;
        Some(match self.language {
            Language::En => link.en,
            Language::Fr => link.fr,
        })
    }

    fn step(&self, english: &str, french: &str, link: Option<&'static str>) -> FormStep {
        FormStep { text: self.say(english, french), link }
    }

    fn say(&self, english: &str, french: &str) -> String {
        let text = match self.language {
            Language::En => english,
            Language::Fr => french,
        };
        text.replace("{name}", self.row.provider.name())
    }
}
