//! A second attempt at a copy, and none where it would make two.

use super::*;
use ite_mailer::sandbox::{ImapAction as A, ImapStep as S};

#[tokio::test]
async fn a_connection_that_breaks_is_replaced_and_the_copy_is_there_once() {
    let once = |step, action| ImapBehavior::default().on(step, action).times(1);
    for (case, imap, found) in [
        ("kept, then closed", once(S::AppendEnd, A::StoreAndClose), true),
        ("dropped, then closed", once(S::AppendEnd, A::Close), false),
        ("closed in the middle", once(S::AppendLiteral, A::Close), false),
        ("closed before the message", once(S::Append, A::Close).without_literal_plus(), false),
        ("BYE before the message", once(S::Append, A::Bye("restart".to_owned())).without_literal_plus(), false),
        ("closed after the sign-in", once(S::Capability, A::Close), false),
        ("closed at LIST", once(S::List, A::Close), false),
        ("closed at the search", once(S::Search, A::Close), false),
    ] {
        let sandbox = sandbox(imap).await;
        let receipt = sent(&mailer(filing(&sandbox)), &mail(case)).await;
        assert_eq!(place(&receipt), ("Sent".to_owned(), found), "{case}");
        assert_eq!((sandbox.filed_count(), sandbox.imap_connections()), (1, 2), "{case}");
    }
}

#[tokio::test]
async fn a_copy_without_an_answer_is_in_doubt_if_it_cannot_be_looked_for() {
    // The second connection is refused.
    let imap = ImapBehavior::default()
        .on(S::Greeting, A::Normal)
        .times(1)
        .on(S::Greeting, A::Close)
        .on(S::AppendEnd, A::StoreAndClose);
    let sandbox = sandbox(imap).await;
    let receipt = sent(&mailer(filing(&sandbox)), &mail("in doubt")).await;
    assert_eq!(problem(&receipt), ImapProblem::InDoubt);
    assert_eq!(sandbox.filed_count(), 1);
}

#[tokio::test]
async fn a_search_that_is_refused_keeps_no_first_copy_from_the_folder() {
    let refused = A::Reply("NO [CANNOT] I cannot search".to_owned());
    let sandbox = sandbox(ImapBehavior::default().on(S::Search, refused)).await;
    let mailer = mailer(filing(&sandbox));
    let mail = mail("no search");
    assert_eq!(place(&sent(&mailer, &mail).await), ("Sent".to_owned(), false));
    // What may be there already is not filed without a search.
    let again = mailer.file_sent_copy(&mail).await.unwrap().unwrap();
    assert_eq!(again.error().unwrap().imap_problem(), Some(ImapProblem::Refused));
    assert_eq!(sandbox.filed_count(), 1);
}

#[tokio::test]
async fn a_mail_of_today_is_searched_for_among_those_of_these_days() {
    for (days_ago, since) in [(0, true), (30, false)] {
        let sandbox = sandbox(ImapBehavior::default()).await;
        let mailer = mailer(filing(&sandbox));
        let date = std::time::SystemTime::now() - Duration::from_secs(days_ago * 86_400);
        let mail =
            DocumentMail::builder().from("billing@example.com").to("client@example.org").text("Hello").date(date);
        let mail = mail.build().unwrap();
        assert_eq!(place(&sent(&mailer, &mail).await), ("Sent".to_owned(), false));
        assert!(matches!(mailer.file_sent_copy(&mail).await.unwrap(), Some(Filing::Filed { found: true, .. })));
        assert_eq!(transcript(&sandbox).contains("UID SEARCH SINCE "), since, "{days_ago} days ago");
        assert_eq!(sandbox.filed_count(), 1);
    }
}

#[tokio::test]
async fn an_unused_connection_that_the_server_closed_is_replaced() {
    let imap = ImapBehavior::default().on(S::Search, A::Normal).times(1).on(S::Search, A::Close).times(1);
    let sandbox = sandbox(imap).await;
    let mailer = mailer(filing(&sandbox));
    for n in 1..=2 {
        assert_eq!(place(&sent(&mailer, &mail("two")).await), ("Sent".to_owned(), false), "{n}");
    }
    assert_eq!((sandbox.filed_count(), sandbox.imap_connections()), (2, 2));
}

#[tokio::test]
async fn a_folder_that_was_renamed_is_looked_for_again() {
    let imap = ImapBehavior::default()
        .on(S::AppendEnd, A::Normal)
        .times(1)
        .on(S::AppendEnd, A::Reply("NO [TRYCREATE] Mailbox does not exist".to_owned()))
        .times(1);
    let sandbox = sandbox(imap).await;
    let mailer = mailer(filing(&sandbox));
    for _ in 0..2 {
        assert_eq!(place(&sent(&mailer, &mail("renamed")).await), ("Sent".to_owned(), false));
    }
    let lists = transcript(&sandbox).matches(" LIST \\\"").count();
    assert_eq!((sandbox.filed_count(), lists), (2, 2));
}

#[tokio::test]
async fn refused_sign_ins_are_not_repeated_with_each_mail() {
    let refused = A::Reply("NO [AUTHENTICATIONFAILED] no".to_owned());
    let sandbox = sandbox(ImapBehavior::default().on(S::SignIn, refused).times(2)).await;
    let mailer = mailer(filing(&sandbox));
    let first = mail("number 0");
    for n in 0..5 {
        let mail = if n == 0 { first.clone() } else { mail(&format!("number {n}")) };
        assert_eq!(problem(&sent(&mailer, &mail).await), ImapProblem::SignInRefused);
    }
    assert_eq!(sandbox.imap_sign_ins().len(), 1, "one sign-in for five mails");
    // A person who asks is not held up, and the first success ends the pause.
    let asked = mailer.file_sent_copy(&first).await.unwrap().unwrap();
    assert!(asked.error().is_some());
    let asked = mailer.file_sent_copy(&first).await.unwrap().unwrap();
    assert!(asked.is_filed(), "{asked:?}");
    assert_eq!(place(&sent(&mailer, &mail("after the pause")).await), ("Sent".to_owned(), false));
    assert_eq!((sandbox.imap_sign_ins().len(), sandbox.filed_count()), (3, 2));
}
