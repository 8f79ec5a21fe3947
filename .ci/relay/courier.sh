relay_courier() {
    local starttls=$1 tls=$2 root=$work/courier
    fetch courier courier-mta courier-base courier-authlib courier-authdaemon courier-authlib-userdb libgdbm6
    private_root "$root" courier cat mktemp mv mkdir rm
    courier_users
    printf 'localhost\n' | tee "$root/etc/courier/me" >"$root/etc/courier/defaultdomain"
    chroot "$root" /usr/lib/courier/courier-authlib/makedatprog - /etc/courier/h.tmp /etc/courier/hosteddomains.dat \
        <<<$'example.com\texample.com\n.'
    printf 'example.com\n' >"$root/etc/courier/esmtpacceptmailfor"
    printf '%d\n' "$size_limit" >"$root/etc/courier/sizelimit"
    # Otherwise it writes the MIME structure of a mail anew.
    printf 'opt MIME=none\n' >"$root/etc/courier/bofh"
    cat "$work/tls/server.key" "$work/tls/server.pem" >"$root/etc/courier/esmtpd.pem"
    cat >"$root/etc/courier/relay" <<CONF
BOFHCHECKDNS=0
TARPIT=0
NOADDRREWRITE=1
AUTH_REQUIRED=1
ESMTPAUTH=
ESMTPAUTH_TLS="PLAIN LOGIN"
ESMTP_TLS_REQUIRED=1
COURIERTLS=/usr/bin/couriertls
TLS_CERTFILE=/etc/courier/esmtpd.pem
TLS_VERIFYPEER=NONE
CONF
    chown -R 101:101 "$root"/run/courier "$root"/var/lib/courier "$root"/etc/courier
    courier_sign_in
    courier_start 'set -a; . /etc/courier/courierd; exec /usr/lib/courier/courier/courierd'
    local tcpd='set -a; . /etc/courier/relay; exec /usr/sbin/couriertcpd -user=courier -group=courier -maxprocs=40
        -maxperc=40 -maxperip=40 -noidentlookup -nodnslookup -address=127.0.0.1'
    tcpd=${tcpd//$'\n'/ }
    courier_start "$tcpd $starttls /usr/lib/courier/courier/modules/esmtp/courieresmtpd"
    courier_start "export ESMTP_TLS=1; $tcpd $tls /usr/bin/couriertls -server -tcpd \
        /usr/lib/courier/courier/modules/esmtp/courieresmtpd"
    await "Courier on port $tls" listens "$tls"
    relay Courier "$(dpkg-deb -f "$packages"/courier/courier-mta_*.deb Version)" "$starttls" "$tls" \
        "$root/mail" "$root"/var/lib/courier/{msgs,msgq,tmp}
}

# In a group of its own: its processes outlive the one that started them.
courier_start() {
    setsid env -i PATH=/usr/sbin:/usr/bin:/bin chroot "$root" /bin/sh -c "$1" >>"$work/courier.out" 2>&1 </dev/null &
    daemons+=("-$!")
}

declare -A fields # of a user's row, beyond the usual ones

# A maildir and a row for each mailbox.
courier_users() {
    local who id=1000 name
    printf 'courier:x:101:101::/:/bin/false\n' >>"$root/etc/passwd"
    printf 'courier:x:101:\nnogroup:x:65534:\n' >>"$root/etc/group"
    : >"$root/etc/environment"
    mkdir -p "$root"/run/courier/authdaemon
    for who in "${mailboxes[@]}"; do
        mkdir -p "$root/mail/$who/Maildir"/{tmp,new,cur}
        chown -R "$id:65534" "$root/mail/$who"
        printf '%s@example.com\tuid=%d|gid=65534|home=/mail/%s|shell=/bin/sh|systempw=%s%s\n' "$who" "$((id++))" \
            "$who" "$(openssl passwd -1 -stdin <<<"$password")" "${fields[$who]:+|${fields[$who]}}"
    done >"$work/userdb"
    echo . >>"$work/userdb" # the end, or nothing is written
    for name in userdb userdbshadow; do
        chroot "$root" /usr/lib/courier/courier-authlib/makedatprog - "/etc/courier/$name.tmp" "/etc/courier/$name.dat" \
            <"$work/userdb"
    done
}

courier_sign_in() {
    sed -i 's/^authmodulelist=.*/authmodulelist="authuserdb"/' "$root/etc/courier/authdaemonrc"
    courier_start 'set -a; . /etc/courier/authdaemonrc; exec /usr/lib/courier/courier-authlib/authdaemond'
}
