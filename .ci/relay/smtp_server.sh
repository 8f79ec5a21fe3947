relay_smtp_server() {
    local starttls=$1 tls=$2
    fetch_npm
    maildirs "$work/mail/smtp-server"
    RELAY_USER=$user RELAY_PASSWORD=$password NODE_PATH=$packages/npm/node_modules node .ci/relay/smtp_server.cjs \
        "$starttls" "$tls" "$work/tls/server.key" "$work/tls/server.pem" "$size_limit" \
        "$work/mail/smtp-server" "${mailboxes[@]}" >"$work/smtp-server.out" 2>&1 </dev/null &
    daemons+=("$!")
    await "smtp-server on port $tls" listens "$tls"
    relay smtp-server "$(npm_version smtp-server)" "$starttls" "$tls" "$work/mail/smtp-server"
}
