#!/bin/sh
# packaging/tests/musl.sh FOLDER ARCHIVE: the pair for musl in a root file system with Debian's musl and nothing else.
# Debian has libstdc++, libgcc and OpenSSL for glibc only: musl-shim.c gives the first two what they want of glibc, and
# OPENSSL is a folder with libssl.so.3 and libcrypto.so.3 for musl, such as of Alpine; without it TLS is left out.
# Needs root and musl-tools.
set -eu
here=$(dirname "$(realpath "$0")")
root=$(realpath -m "$1")
archive=$(realpath "$2")
mkdir -p "$root/app" "$root/lib" "$root/etc" "$root/root"
tar -xzf "$archive" -C "$root/app" --strip-components=1
cp -L /lib/ld-musl-x86_64.so.1 "$root/lib"
for library in libstdc++.so.6 libgcc_s.so.1; do
    cp -L "$(clang -print-file-name="$library")" "$root/lib"
done
musl-gcc -O1 -fPIC -shared -Wl,-soname,ld-linux-x86-64.so.2 -o "$root/lib/ld-linux-x86-64.so.2" "$here/musl-shim.c"
if [ -n "${OPENSSL:-}" ]; then
    cp -L "$OPENSSL/libssl.so.3" "$OPENSSL/libcrypto.so.3" "$root/lib"
    "$here/root.sh" "$root"
else
    echo "TLS: left out, as OPENSSL names no folder with libssl.so.3 for musl"
    TESTS=pair "$here/root.sh" "$root"
fi
