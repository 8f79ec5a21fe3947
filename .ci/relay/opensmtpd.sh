# Debian 12's own OpenSMTPD fails every TLS handshake with OpenSSL 3; its backport does not.
fetch_opensmtpd() {
    local candidate apt=$work/apt codename source_uri
    candidate=$(apt-cache policy opensmtpd | awk '$1 == "Candidate:" {print $2}')
    if dpkg --compare-versions "$candidate" ge 7; then
        apt-get download opensmtpd
        return
    fi
    codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
    source_uri=$(apt-get indextargets --format '$(REPO_URI)' "Codename: $codename" 'Created-By: Packages' | head -n 1)
    mkdir -p "$apt"/{lists,cache/archives}/partial
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $source_uri $codename-backports main" \
        >"$apt/sources.list"
    local options=(-o "Dir::Etc::sourcelist=$apt/sources.list" -o Dir::Etc::sourceparts=-
        -o "Dir::State::lists=$apt/lists" -o "Dir::Cache=$apt/cache")
    apt-get "${options[@]}" update
    apt-get "${options[@]}" download "opensmtpd/$codename-backports"
}

relay_opensmtpd() {
    local starttls=$1 tls=$2 root=$work/opensmtpd who id=1000
    fetch opensmtpd opensmtpd
    private_root "$root" opensmtpd
    printf '%s:x:%d:%d::/var/lib/opensmtpd/empty:/bin/false\n' opensmtpd 101 101 opensmtpq 102 102 >>"$root/etc/passwd"
    printf '%s:x:%d:\n' opensmtpd 101 opensmtpq 102 nogroup 65534 >>"$root/etc/group"
    for who in "${mailboxes[@]}"; do
        printf '%s:x:%d:65534::/mail/%s:/bin/sh\n' "$who" "$((id++))" "$who" >>"$root/etc/passwd"
    done
    mkdir -p "$root/var/lib/opensmtpd/empty" "$root/var/spool"
    chmod 711 "$root/var/spool"
    chmod 777 "$root/mail"
    install -m 600 "$work/tls/server.key" "$root/etc/server.key"
    printf '%s %s\n' "$user" "$(openssl passwd -6 -stdin <<<"$password")" >"$root/etc/accounts"
    cat >"$root/etc/smtpd.conf" <<CONF
pki localhost cert "/etc/server.pem"
pki localhost key "/etc/server.key"
table accounts file:/etc/accounts
smtp max-message-size $size_limit
listen on 127.0.0.1 port $starttls tls-require pki localhost auth <accounts> hostname localhost
listen on 127.0.0.1 port $tls smtps pki localhost auth <accounts> hostname localhost
action "mailbox" maildir "/mail/%{user.username}"
match auth from any for domain "example.com" action "mailbox"
CONF
    chroot "$root" /usr/sbin/smtpd -d >"$work/opensmtpd.out" 2>&1 </dev/null &
    daemons+=("$!")
    await "OpenSMTPD on port $starttls" listens "$starttls"
    relay OpenSMTPD "$(awk '/starting/ {print $3; exit}' "$work/opensmtpd.out")" "$starttls" \
        "$tls" "$root/mail" "$root/var/spool/smtpd/queue" "$root/var/spool/smtpd/incoming"
}
