//! Replies of servers and of token endpoints.

use super::{texts, within};
use ite_mailer::{Error, ErrorKind, Provider, Reply, Stage, guidance::explain};

#[test]
fn every_text_as_a_reply() {
    for text in texts() {
        for (reply, stage) in [
            (text.clone(), Stage::Greeting),
            (format!("535 5.7.8 {text}"), Stage::Auth),
            (format!("550-{text}\r\n550 {text}"), Stage::RcptTo),
            (format!("421 {text}, try again in {text} seconds"), Stage::MailFrom),
            (format!("{text} 5.7.1 x"), Stage::Data),
        ] {
            for provider in [Provider::Custom, Provider::Gmail, Provider::Microsoft365] {
                within("explain", reply.len(), || explain(provider, stage, None, &reply));
            }
            let parsed = within("parse", reply.len(), || Reply::parse(&reply));
            let error = Error::new(ErrorKind::Other, stage).with_reply(parsed);
            within("shown", reply.len(), || serde_json::to_string(&error).unwrap());
        }
    }
}
