//! Texts of the settings page.

use super::texts;

texts!(Texts {
    title = "Outgoing mail", "Envoi des e-mails";
    lead = "Your quotes and invoices leave from your own mailbox: your clients see your address, and answer you.",
        "Vos devis et factures partent de votre propre messagerie\u{a0}: vos clients voient votre adresse et vous répondent.";
    language = "Language", "Langue";
    step = "Step", "Étape";
    summary_one = "One thing has to be corrected", "Un point est à corriger";
    summary_many = "things have to be corrected", "points sont à corriger";

    address_title = "Your address", "Votre adresse";
    address_label = "Address that sends", "Adresse d’envoi";
    address_hint = "Such as invoices@example.com.",
        "Par exemple factures@example.fr.";
    address_button = "Find my provider", "Trouver ma messagerie";
    tiles_legend = "Or choose your mail provider", "Ou choisissez votre messagerie";
    search_label = "Another provider", "Un autre fournisseur";
    search_hint = "Type its name: Orange, OVHcloud, IONOS, iCloud…", "Saisissez son nom\u{a0}: Orange, OVHcloud, IONOS, iCloud…";
    search_button = "Choose", "Choisir";
    search_unknown = "No provider of that name is known. Choose “Another server” and enter what your provider tells you.",
        "Aucun fournisseur de ce nom n’est connu. Choisissez «\u{a0}Un autre serveur\u{a0}» et saisissez ce que votre fournisseur vous indique.";
    other_server = "Another server", "Un autre serveur";
    change = "Change", "Modifier";
    address_unknown = "The provider cannot be told from this address. Choose it below.",
        "Cette adresse ne permet pas de reconnaître la messagerie. Choisissez-la ci-dessous.";

    fields_of = "Your settings at", "Vos réglages chez";
    custom_fields = "Settings of your server", "Réglages de votre serveur";
    before = "Before you type", "Avant de saisir";
    opens_new = "(opens in a new tab)", "(s’ouvre dans un nouvel onglet)";
    page_of = "Open the page", "Ouvrir la page";
    sender_name = "Name your clients see", "Nom vu par vos clients";
    sender_name_hint = "Optional, such as your company’s name.", "Facultatif, par exemple votre entreprise.";
    login = "Login", "Identifiant";
    login_hint = "Often your whole e-mail address.", "Souvent votre adresse e-mail complète.";
    password = "Password", "Mot de passe";
    password_kept = "One is kept. Leave this empty to keep it, or type another.",
        "Déjà renseigné\u{a0}: laissez vide pour le conserver, ou saisissez-en un autre.";
    password_absent = "It is never shown again.",
        "Il ne sera plus jamais affiché.";
    password_dropped = "The server or the login has changed: type the password again.",
        "Le serveur ou l’identifiant a changé\u{a0}: saisissez de nouveau le mot de passe.";
    server = "Server", "Serveur";
    server_hint = "For example smtp.example.com. Your provider tells you.", "Par exemple smtp.example.fr. Votre fournisseur vous l’indique.";
    server_details = "Server, port and encryption", "Serveur, port et chiffrement";
    server_preset = "Filled in already. Change these only if your provider asks you to.",
        "Déjà renseignés. Ne les modifiez que si votre fournisseur vous le demande.";
    port = "Port", "Port";
    security = "Encryption", "Chiffrement";
    security_auto = "What goes with the port", "Selon le port";
    security_starttls = "STARTTLS (usually port 587)", "STARTTLS (souvent port 587)";
    security_tls = "Direct TLS (usually port 465)", "TLS direct (souvent port 465)";
    starttls = "STARTTLS", "STARTTLS";
    direct_tls = "direct TLS", "TLS direct";
    findings = "Worth a look", "À vérifier";
    severity_error = "Will not work", "Ne fonctionnera pas";
    severity_warning = "May fail", "Peut échouer";
    severity_info = "Good to know", "Bon à savoir";
    apply = "Correct it", "Corriger";
    applied = "Corrected. Test again to be sure.", "C’est corrigé. Refaites le test pour en être sûr.";

    connect_google = "Connect with Google", "Se connecter avec Google";
    connect_microsoft = "Connect with Microsoft", "Se connecter avec Microsoft";
    connect_other = "Connect with", "Se connecter avec";
    connect_hint = "You agree on their page; no password is typed here.",
        "Vous donnez votre accord sur leur page\u{a0}; aucun mot de passe n’est saisi ici.";
    or_password = "Or with a password", "Ou avec un mot de passe";
    connected = "Connected. No password is needed.", "Connecté. Aucun mot de passe n’est nécessaire.";
    connection_over = "The connection no longer works. Reconnect.", "La connexion n’est plus valable. Reconnectez-vous.";
    reconnect = "Reconnect", "Se reconnecter";
    forget = "Use a password instead", "Utiliser plutôt un mot de passe";
    consent_refused = "You did not agree, so nothing was connected. You can try again, or use a password.",
        "Vous n’avez pas donné votre accord\u{a0}: rien n’a été connecté. Vous pouvez réessayer ou utiliser un mot de passe.";
    consent_given = "Connected. Test now, then save.", "Connexion établie. Faites le test, puis enregistrez.";
    consent_expired = "This consent does not belong to what is open in this browser, or is too old. Please connect again.",
        "Cet accord ne correspond pas à ce qui est ouvert dans ce navigateur, ou il est trop ancien. Veuillez vous connecter de nouveau.";
    going = "You are being taken to the provider’s page.", "Vous allez être dirigé vers la page du fournisseur.";
    going_link = "Continue", "Continuer";

    test_title = "Test", "Test";
    test_hint = "Connects, signs in and names the sender. No mail leaves.",
        "Connexion, authentification, expéditeur. Aucun message ne part.";
    test_button = "Test the connection", "Tester la connexion";
    send_label = "Send one to", "En envoyer un à";
    send_hint = "Some providers refuse only when a mail really leaves.", "Certains fournisseurs ne refusent qu’au moment de l’envoi.";
    send_to_self = "Your own address", "Votre propre adresse";
    send_button = "Send a test mail", "Envoyer un message d’essai";
    test_running = "Testing…", "Test en cours…";
    test_ok = "The test has passed", "Le test a réussi";
    sent_ok = "The mail has been accepted", "Le message a été accepté";
    test_failed = "The test stops here:", "Le test s’arrête ici\u{a0}:";
    test_outdated = "The settings have changed since this test. Test again.",
        "Les réglages ont changé depuis ce test. Refaites-le.";
    test_busy = "Too many tests in a short time. Try again in", "Trop de tests en peu de temps. Réessayez dans";
    seconds = "seconds", "secondes";
    status_ok = "Passed", "Réussi";
    status_failed = "Failed", "Échec";
    status_skipped = "Not reached", "Non atteint";
    server_says = "The server says", "Réponse du serveur";
    what_to_do = "What to do", "Que faire";
    pages = "Pages about it:", "Pages à ce sujet\u{a0}:";
    try_settings = "These settings may fit better", "Ces réglages conviennent peut-être mieux";
    try_apply = "Use these settings", "Utiliser ces réglages";
    report = "Report for support", "Rapport pour l’assistance";
    report_hint = "Contains no password. Copy it into your message to support.",
        "Ne contient aucun mot de passe. Copiez-le dans votre message à l’assistance.";
    copy = "Copy", "Copier";
    copied = "Copied", "Copié";

    save_title = "Save", "Enregistrement";
    save_button = "Save", "Enregistrer";
    saved = "Saved.", "C’est enregistré.";
    saved_untested = "Saved, but not tested: no one knows yet whether mail leaves.",
        "C’est enregistré, mais sans test\u{a0}: on ne sait pas encore si les messages partiront.";
    saved_failing = "Saved, but the last test failed: mail will not leave until this is corrected.",
        "C’est enregistré, mais le dernier test a échoué\u{a0}: les messages ne partiront pas avant correction.";
    saved_without_copy = "Saved. Mail leaves, but in the last test the copy did not reach the Sent folder.",
        "C’est enregistré. Les messages partent, mais lors du dernier test la copie n’a pas pu être rangée dans les messages envoyés.";
    conflict = "These settings were saved in another window meanwhile. Save again to replace them.",
        "Ces réglages ont été enregistrés entre-temps dans une autre fenêtre. Enregistrez de nouveau pour les remplacer.";
    show_saved = "Show what is saved", "Afficher ce qui est enregistré";
    draft_lost = "This page was open for too long. What was saved is shown; please type the rest again.",
        "Cette page est restée ouverte trop longtemps. Ce qui est enregistré est affiché\u{a0}; veuillez saisir le reste de nouveau.";
    last_test = "Last test:", "Dernier test\u{a0}:";
    last_test_none = "none yet", "aucun pour l’instant";
    last_ok = "passed", "réussi";
    last_failed = "failed", "échoué";
    last_without_copy = "passed, except for the copy in the Sent folder", "réussi, sauf la copie dans les messages envoyés";
    follow = "Following what was sent", "Suivre vos envois";
    filed_unknown = "This server may file nothing under Sent. Ask for a copy to be sure.",
        "Ce serveur ne range peut-être rien dans «\u{a0}Envoyés\u{a0}». Demandez une copie pour en être sûr.";
    imap_details = "Incoming server (IMAP) and folder", "Serveur de réception (IMAP) et dossier";
    imap_preset = "Known already. Fill these in only if the copy does not arrive.",
        "Déjà connus. Ne les renseignez que si la copie n’arrive pas.";
    imap_server = "IMAP server", "Serveur IMAP";
    imap_server_hint = "For example imap.example.com. The login and the password are those above.",
        "Par exemple imap.example.fr. L’identifiant et le mot de passe sont ceux indiqués plus haut.";
    imap_folder = "Folder", "Dossier";
    imap_folder_hint = "Optional: your folder of sent mails is found by itself.",
        "Facultatif\u{a0}: votre dossier de messages envoyés est trouvé automatiquement.";

    no_customer = "Please sign in first.", "Veuillez d’abord vous identifier.";
    no_customer_what = "This page belongs to a customer’s account.", "Cette page appartient au compte d’un client.";
    store_failed = "The settings could not be read or written. Nothing was changed; please try again in a moment.",
        "Les réglages n’ont pas pu être lus ou enregistrés. Rien n’a été modifié\u{a0}; veuillez réessayer dans un instant.";
    need_provider = "Choose your mail provider first.", "Choisissez d’abord votre messagerie.";
    need_address = "Enter the address your clients know, such as invoices@example.com.",
        "Saisissez l’adresse que vos clients connaissent, comme factures@example.fr.";
    bad_port = "A port is a number from 1 to 65535, such as 587.", "Un port est un nombre de 1 à 65535, par exemple 587.";
    bad_imap_port = "The IMAP port is a number from 1 to 65535, such as 993.",
        "Le port IMAP est un nombre de 1 à 65535, par exemple 993.";
    need_recipient = "Enter the address that is to get the test mail.", "Saisissez l’adresse qui doit recevoir le message d’essai.";
    need_secret = "Enter the password or key.", "Saisissez le mot de passe ou la clé.";
    need_consent = "This provider takes no password. Connect first.", "Ce fournisseur n’accepte pas de mot de passe. Connectez-vous d’abord.";
    address_typo = "Did you mean {}?", "Vouliez-vous dire {}\u{a0}?";
    address_typo_what = "The part after the @ looks like a misspelt provider: answers from your clients would be lost.",
        "La partie après le @ ressemble à un fournisseur mal orthographié\u{a0}: les réponses de vos clients se perdraient.";
});
