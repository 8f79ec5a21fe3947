//! Memory that a copy needs beyond its document.

use super::mailbox::{filed, large, with_document};
use ite_mailer::SmtpMailer;

const MIB: u64 = 1 << 20;

/// Everything but the look-up of the host happens on this thread, so its allocations are counted.
#[test]
fn a_copy_needs_at_most_2_mib_beyond_its_document() {
    for (mailbox, (mode, security)) in large() {
        let at = format!("{:?}, {}, {mode}", mailbox.server, mailbox.name);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (mailer, mail) = runtime.block_on(async {
            let sandbox = mailbox.sandbox().await;
            let gateway = mailbox.gateway(&sandbox, security).build().unwrap();
            (SmtpMailer::new(gateway).unwrap(), with_document(&at, 20 << 20))
        });
        let mut filing = None;
        let used = allocation_counter::measure(|| {
            filing = runtime.block_on(mailer.file_sent_copy(&mail)).unwrap();
        });
        assert!(!filed(&at, filing).2, "{at}");
        println!("memory     {:5.2} MiB  {at}", used.bytes_max as f64 / MIB as f64);
        assert!(used.bytes_max <= 2 * MIB, "{at}: {} bytes", used.bytes_max);
        runtime.block_on(mailer.shutdown());
    }
}
