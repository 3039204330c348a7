#!/bin/sh
# packaging/tests/arm64.sh FOLDER ARCHIVE: the pair of arm64 in a root file system with the C library and OpenSSL of
# Debian 11 and nothing else, under qemu. Needs root and qemu-user-static.
set -eu
here=$(dirname "$(realpath "$0")")
root=$(realpath -m "$1")
archive=$(realpath "$2")
"$here/../unpack.sh" arm64 bullseye "$root" libc6 libgcc-s1 libssl1.1 ca-certificates
mkdir -p "$root/app" "$root/etc" "$root/tmp"
tar -xzf "$archive" -C "$root/app" --strip-components=1
echo '127.0.0.1 localhost' >"$root/etc/hosts"
cp "$(command -v qemu-aarch64-static)" "$root/qemu"
for program in publisher subscriber; do
    # The shell of this machine starts them, as there is none in there.
    printf '#!/bin/sh\nexec chroot "%s" /qemu /app/%s "$@"\n' "$root" "$program" >"$root/$program"
    chmod +x "$root/$program"
done
mkdir -p "$root/dev"
for device in null zero random urandom; do
    [ -e "$root/dev/$device" ] || cp -a "/dev/$device" "$root/dev/$device"
done
"$here/in-root.sh" / env TMPDIR=/tmp sh "$here/pair.sh" "$root/publisher" "$root/subscriber"
