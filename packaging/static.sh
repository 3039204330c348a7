#!/bin/sh
# packaging/static.sh: programs that need nothing of a Linux x64 but its kernel, with the C library and OpenSSL in them:
# each as one file, and both with their manual as .tar.gz. Needs a Debian, whose OpenSSL it is.
kind=static
. "$(dirname "$0")/common.sh"
for program in clang cmake make dpkg-query; do
    needs "$program" "$program" || exit 0
done
needs "$(clang -print-file-name=libssl.a)" libssl-dev || exit 0
rid=linux-x64-static
packaging/archive.sh "$rid"
for program in publisher subscriber; do
    install -m 755 "$programs/$rid/$program" "$packages/mqttdemo-$program-linux-x64"
done
