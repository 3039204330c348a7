#!/bin/sh
# packaging/tests/arm64.sh FOLDER ARCHIVE: the pair of arm64 in a root file system with the C library and OpenSSL of
# Debian 11 and nothing else, under qemu. Needs root and qemu-user-static.
set -eu
here=$(dirname "$(realpath "$0")")
root=$(realpath -m "$1")
archive=$(realpath "$2")
"$here/../unpack.sh" arm64 bullseye "$root" libc6 libgcc-s1 libssl1.1 ca-certificates
mkdir -p "$root/app"
tar -xzf "$archive" -C "$root/app" --strip-components=1
cp "$(command -v qemu-aarch64-static)" "$root/qemu"
"$here/root.sh" "$root" /qemu
