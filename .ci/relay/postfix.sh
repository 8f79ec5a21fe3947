relay_postfix() {
    maildir=$work/mail/postfix starttls_port=$1 tls_port=$2
    install_missing postfix:postfix dovecot-core:dovecot
    start_dovecot
    start_postfix
    relay Postfix "$(postconf -c "$work/postfix" -h mail_version)" "$starttls_port" "$tls_port" "$maildir" \
        "$work"/queue/{maildrop,incoming,active,deferred}
}
