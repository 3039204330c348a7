#!/bin/sh
# packaging/sysroot.sh x64|arm64: the C library of Debian 11, against which the native Linux programs are linked, so
# that they start wherever there is glibc 2.31 or newer. Prints its folder.
. "$(dirname "$0")/common.sh"
arch=$([ "$1" = x64 ] && echo amd64 || echo "$1")
packaging/unpack.sh "$arch" bullseye "$artifacts/sysroot/$1" libc6 libc6-dev libgcc-10-dev libgcc-s1 linux-libc-dev
echo "$artifacts/sysroot/$1"
