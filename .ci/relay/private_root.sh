# Sourced by `.ci/relays`: servers that cannot be installed beside Postfix, each unpacked in a root of its own.

packages=$PWD/target/relays # keeps what was fetched

# fetch NAME PACKAGE...: the packages, and those of their libraries that this machine does not have.
fetch() {
    local name=$1 needed dir=$packages/$1
    shift
    [ ! -e "$dir/complete" ] || return 0
    rm -rf "$dir"
    mkdir -p "$dir"
    (
        cd "$dir"
        [ -n "${updated:-}" ] || apt-get update
        if [ "$name" = opensmtpd ]; then fetch_opensmtpd; else apt-get download "$@"; fi
        mapfile -t needed < <(apt-get install -s --no-install-recommends "$@" |
            awk '$1 == "Inst" && $2 ~ /^lib/ && $2 !~ /-dev$/ {print $2}' | grep -vxF "$(printf '%s\n' "$@")")
        [ "${#needed[@]}" -eq 0 ] || apt-get download "${needed[@]}"
    ) >>"$work/apt.log" 2>&1
    updated=yes
    touch "$dir/complete"
}

# private_root ROOT NAME [COMMAND...]: a folder that is `/` to one server: its packages, the libraries, these commands of
# the system, its users, and no name server.
private_root() {
    local root=$1 name=$2 part library
    shift 2
    mkdir -p "$root"/usr/{bin,sbin,lib,lib64} "$root"/{etc/ssl/certs,dev,tmp,run,var,mail}
    for part in bin sbin lib lib64; do ln -s "usr/$part" "$root/$part"; done
    ln -s ../run "$root/var/run"
    chmod 1777 "$root/tmp"
    mknod -m 666 "$root/dev/null" c 1 3
    for part in "$packages/$name"/*.deb; do
        dpkg --fsys-tarfile "$part" | tar -x --keep-directory-symlink -C "$root"
    done
    for part in sh "$@"; do cp -L "/bin/$part" "$root/bin/$part"; done
    find "$root/usr" -type f -perm /111 \
        -exec env LD_LIBRARY_PATH="$root/usr/lib/$(uname -m)-linux-gnu:$root/usr/lib" ldd {} + >"$work/ldd.txt" 2>&1 || true
    if grep -q 'not found' "$work/ldd.txt"; then
        rm -rf "${packages:?}/$name"
        echo "relays: $name lacks a library" >&2
        return 1
    fi
    while read -r library; do
        [ ! -e "$root$library" ] || continue
        mkdir -p "$root$(dirname "$library")"
        cp -L "$library" "$root$library"
    done < <(grep -vF "$root" "$work/ldd.txt" | grep -oE '/[^ ]+\.so[^ ]*' | sort -u)
    printf '127.0.0.1 localhost\n' >"$root/etc/hosts"
    printf 'nameserver 127.0.0.1\n' >"$root/etc/resolv.conf"
    printf 'localhost\n' >"$root/etc/mailname"
    printf 'root:x:0:0::/:/bin/sh\n' >"$root/etc/passwd"
    printf 'root:x:0:\n' >"$root/etc/group"
    cp "$work/tls/ca.pem" "$root/etc/ssl/certs/ca-certificates.crt"
    cp "$work/tls/server.pem" "$root/etc/server.pem"
}

# maildirs BASE: an empty maildir for each mailbox.
maildirs() {
    local who
    for who in "${mailboxes[@]}"; do mkdir -p "$1/$who"/{tmp,new,cur}; done
}
