#!/bin/sh
# packaging/tests/static.sh FOLDER PACKAGES: the static programs in a root file system that has nothing else. Needs
# root.
set -eu
here=$(dirname "$(realpath "$0")")
root=$1
mkdir -p "$root/app"
for program in publisher subscriber; do
    cp "$2/mqttdemo-$program-linux-x64" "$root/app/$program"
done
# Not where Debian's OpenSSL, which is in the programs, looks for it.
BUNDLE=/etc/pki/tls/certs/ca-bundle.crt "$here/root.sh" "$root"
