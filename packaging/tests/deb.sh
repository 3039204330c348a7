#!/bin/sh
# packaging/tests/deb.sh FOLDER PACKAGE: in a Debian, installs the package, uses it, upgrades to a newer one, purges it,
# and looks for what is left. Needs root.
set -eu
here=$(dirname "$(realpath "$0")")
root=$1
mkdir -p "$root/packages"
cp "$2" "$root/packages/first.deb"
# The same package once more, with a higher version.
newer=$(mktemp -d)
trap 'rm -rf "$newer"' EXIT
dpkg-deb -R "$2" "$newer/tree"
sed -i 's/^Version: .*/Version: 999/' "$newer/tree/DEBIAN/control"
dpkg-deb --root-owner-group -Znone --build "$newer/tree" "$root/packages/newer.deb" >/dev/null
cp "$here/pair.sh" "$here/installed.sh" "$root/packages"
"$here/in-root.sh" "$root" sh /packages/installed.sh deb
