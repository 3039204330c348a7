#!/bin/sh
# packaging/tests/rpm.sh FOLDER PACKAGE: as deb.sh, with a package for rpm, which is installed in that Debian. Needs
# root and rpmbuild.
set -eu
here=$(dirname "$(realpath "$0")")
root=$1
mkdir -p "$root/packages"
cp "$2" "$root/packages/first.rpm"
# The same package once more, with a higher version.
newer=$(mktemp -d)
trap 'rm -rf "$newer"' EXIT
mkdir "$newer/tree"
cp "$2" "$newer/first.rpm"
(cd "$newer" && rpm2archive first.rpm && tar -xzf first.rpm.tgz -C tree)
rpmbuild --quiet -bb --target x86_64-linux --define "_topdir $newer/build" --define "_rpmdir $newer" \
    --define "_build_name_fmt newer.rpm" --define "packed_version 999" --define "packed_tree $newer/tree" \
    "$here/../rpm/mqttdemo.spec" 2>/dev/null >&2
cp "$newer/newer.rpm" "$root/packages"
cp "$here/pair.sh" "$here/installed.sh" "$root/packages"
"$here/in-root.sh" "$root" sh /packages/installed.sh rpm
