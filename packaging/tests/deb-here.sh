#!/bin/sh
# packaging/tests/deb-here.sh PACKAGE: deb.sh in this very Debian, under a file system in memory that takes all changes
# and ends with the test. Needs root.
set -eu
[ -n "${OVERLAID:-}" ] || OVERLAID=1 exec unshare --mount "$0" "$@"
here=$(dirname "$(realpath "$0")")
package=$(realpath "$1")
top=$(mktemp -d)
trap 'umount -l "$top" && rmdir "$top"' EXIT
mount -t tmpfs tests "$top"
mkdir "$top/changes" "$top/work" "$top/root" "$top/newer"

# The same package once more, with a higher version.
dpkg-deb -R "$package" "$top/newer/tree"
sed -i 's/^Version: .*/Version: 999/' "$top/newer/tree/DEBIAN/control"
dpkg-deb --root-owner-group -Znone --build "$top/newer/tree" "$top/newer/newer.deb" >/dev/null

mount -t overlay root -o "lowerdir=/,upperdir=$top/changes,workdir=$top/work" "$top/root"
"$here/deb.sh" "$top/root" "$package" "$top/newer/newer.deb"
