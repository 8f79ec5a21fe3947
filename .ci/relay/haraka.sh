relay_haraka() {
    local starttls=$1 tls=$2 dir=$work/haraka
    fetch_npm
    maildirs "$work/mail/haraka"
    mkdir -p "$dir"/{config,plugins,spool}
    cp .ci/relay/haraka_mailboxes.js "$dir/plugins/mailboxes.js"
    printf '%s\n' tls auth/flat_file mailboxes >"$dir/config/plugins"
    printf '127.0.0.1\n' >"$dir/config/host_list"
    printf 'localhost\n' >"$dir/config/me"
    cat >"$dir/config/smtp.ini" <<CONF
listen=127.0.0.1:$starttls,127.0.0.1:$tls
smtps_port=$tls
nodes=0
CONF
    # Lines of 998 characters (RFC 5322 §2.1.1) pass as they are.
    sed -e "s/^bytes=.*/bytes=$size_limit/" -e 's/^data_line_length=.*/data_line_length=998/' \
        "$packages/npm/node_modules/Haraka/config/connection.ini" >"$dir/config/connection.ini"
    # A mail that no plugin takes stays here: nothing leaves this machine.
    printf 'disabled=true\n' >"$dir/config/outbound.ini"
    # It would compute its own, for minutes.
    openssl genpkey -genparam -algorithm DH -pkeyopt group:ffdhe2048 -out "$dir/config/dhparams.pem"
    printf 'key=%s\ncert=%s\n' "$work/tls/server.key" "$work/tls/server.pem" >"$dir/config/tls.ini"
    printf '[core]\nmethods=PLAIN,LOGIN\nconstrain_sender=false\n[users]\n%s=%s\n' "$user" "$password" \
        >"$dir/config/auth_flat_file.ini"
    RELAY_MAILDIRS=$work/mail/haraka RELAY_MAILBOXES="${mailboxes[*]}" \
        HARAKA=$dir node "$packages/npm/node_modules/Haraka/haraka.js" >"$work/haraka.out" 2>&1 </dev/null &
    daemons+=("$!")
    await "Haraka on port $tls" listens "$tls"
    relay Haraka "$(npm_version Haraka)" "$starttls" "$tls" "$work/mail/haraka"
}
