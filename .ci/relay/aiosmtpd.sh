relay_aiosmtpd() {
    local starttls=$1 tls=$2
    install_missing
    python3 -m venv "$work/venv" >"$work/pip.log" 2>&1
    "$work/venv/bin/pip" install --quiet aiosmtpd==1.4.6 >>"$work/pip.log" 2>&1
    mkdir -p "$work/mail/aiosmtpd"
    AIOSMTPD_USER=$user AIOSMTPD_PASSWORD=$password "$work/venv/bin/python" .ci/relay/aiosmtpd \
        "$starttls" "$tls" "$work/tls/chain.pem" "$size_limit" "$work/mail/aiosmtpd" \
        "${mailboxes[@]}" >"$work/aiosmtpd.out" 2>&1 </dev/null &
    daemons+=("$!")
    await "aiosmtpd on port $tls" listens "$tls"
    relay aiosmtpd 1.4.6 "$starttls" "$tls" "$work/mail/aiosmtpd"
}
