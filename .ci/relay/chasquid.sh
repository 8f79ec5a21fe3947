relay_chasquid() {
    local starttls=$1 tls=$2 spare=$3 dir=$work/chasquid who part
    fetch chasquid chasquid
    mkdir -p "$dir/root"
    for part in "$packages"/chasquid/*.deb; do dpkg-deb -x "$part" "$dir/root"; done
    maildirs "$work/mail/chasquid"
    mkdir -p "$dir/config"/{certs/localhost,domains/example.com} "$dir/data"
    cp "$work/tls/server.pem" "$dir/config/certs/localhost/fullchain.pem"
    cp "$work/tls/server.key" "$dir/config/certs/localhost/privkey.pem"
    cat >"$dir/config/chasquid.conf" <<CONF
hostname: "localhost"
max_data_size_mb: $((size_limit >> 20))
smtp_address: "127.0.0.1:$spare"
submission_address: "127.0.0.1:$starttls"
submission_over_tls_address: "127.0.0.1:$tls"
mail_delivery_agent_bin: "$PWD/.ci/relay/store"
mail_delivery_agent_args: "$work/mail/chasquid"
mail_delivery_agent_args: "%to_user%"
data_dir: "$dir/data"
mail_log_path: "$work/chasquid.log"
CONF
    for who in "${mailboxes[@]}"; do
        "$dir/root/usr/bin/chasquid-util" --configdir="$dir/config" user-add "$who@example.com" --password="$password"
    done >"$work/chasquid.out"
    "$dir/root/usr/bin/chasquid" --config_dir="$dir/config" >>"$work/chasquid.out" 2>&1 </dev/null &
    daemons+=("$!")
    await "chasquid on port $tls" listens "$tls"
    hangs_up=true relay chasquid "$(dpkg-deb -f "$packages"/chasquid/chasquid_*.deb Version)" "$starttls" "$tls" \
        "$work/mail/chasquid" "$dir/data/queue"
}
