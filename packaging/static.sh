#!/bin/sh
# packaging/static.sh: programs that need nothing of a Linux x64 but its kernel, with the C library and OpenSSL in them:
# each as one file, their notices as another, and all of it with the manual as .tar.gz. Needs a Debian, whose OpenSSL it
# is.
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
# The notices of the .tar.gz, for those who take one file.
version
folder=$work/mqttdemo-$VERSION-$rid
for notices in LICENSE NOTICES-STATIC.txt THIRD-PARTY-NOTICES.md NOTICES-DOTNET.txt; do
    printf '==== %s\n\n' "$notices"
    cat "$folder/$notices"
    echo
done >"$packages/mqttdemo-notices-linux-x64.txt"
