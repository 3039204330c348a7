#!/bin/sh
# packaging/tests/package.sh deb|rpm FOLDER PACKAGE: in a Debian, installs the package, uses it, upgrades to a newer one,
# removes it, and looks for what is left (installed.sh). Needs root, and rpmbuild for a package for rpm.
set -eu
here=$(dirname "$(realpath "$0")")
kind=$1
root=$2
mkdir -p "$root/packages"
cp "$3" "$root/packages/first.$kind"
newer=$(mktemp -d)
trap 'rm -rf "$newer"' EXIT
# The same package once more, with a higher version.
case $kind in
    deb)
        dpkg-deb -R "$3" "$newer/tree"
        sed -i 's/^Version: .*/Version: 999/' "$newer/tree/DEBIAN/control"
        dpkg-deb --root-owner-group -Znone --build "$newer/tree" "$root/packages/newer.deb" >/dev/null
        ;;
    rpm)
        mkdir "$newer/tree"
        cp "$3" "$newer/first.rpm"
        (cd "$newer" && rpm2archive first.rpm && tar -xzf first.rpm.tgz -C tree)
        rpmbuild --quiet -bb --target x86_64-linux --define "_topdir $newer/build" --define "_rpmdir $newer" \
            --define "_build_name_fmt newer.rpm" --define "packed_version 999" --define "packed_tree $newer/tree" \
            "$here/../rpm/mqttdemo.spec" 2>/dev/null >&2
        cp "$newer/newer.rpm" "$root/packages"
        ;;
esac
cp "$here/pair.sh" "$here/installed.sh" "$root/packages"
"$here/in-root.sh" "$root" sh /packages/installed.sh "$kind"
