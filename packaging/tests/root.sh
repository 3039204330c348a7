#!/bin/sh
# packaging/tests/root.sh ROOT [LOADER]: the pair in ROOT/app does what any pair must, in that root file system and
# nothing else; LOADER starts a program there, such as /qemu. Needs root, and mosquitto and openssl on this machine.
# TESTS are those that are made, both without it; BUNDLE is the file of the authorities that the system there trusts.
set -eu
here=$(dirname "$(realpath "$0")")
root=$(realpath "$1")
mkdir -p "$root/etc" "$root/tmp" "$root/dev"
[ -s "$root/etc/hosts" ] || echo '127.0.0.1 localhost' >"$root/etc/hosts"
for device in null zero random urandom; do
    [ -e "$root/dev/$device" ] || cp -a "/dev/$device" "$root/dev/$device"
done
programs=$(mktemp -d)
trap 'rm -rf "$programs"' EXIT
for program in publisher subscriber; do
    # The shell of this machine starts them, as there may be none in there.
    printf '#!/bin/sh\nexec chroot "%s" %s /app/%s "$@"\n' "$root" "${2:-}" "$program" >"$programs/$program"
    chmod +x "$programs/$program"
done
for test in ${TESTS:-pair tls}; do
    "$here/in-root.sh" / env TMPDIR="$programs" sh "$here/$test.sh" "$programs/publisher" "$programs/subscriber" "$root" \
        "${BUNDLE:-/etc/ssl/certs/ca-certificates.crt}"
done
