#!/bin/sh
# packaging/tests/here.sh deb|rpm PACKAGE: package.sh in this very Debian, under a file system in memory that takes
# all changes and ends with the test. Needs root.
set -eu
[ -n "${OVERLAID:-}" ] || OVERLAID=1 exec unshare --mount "$0" "$@"
here=$(dirname "$(realpath "$0")")
package=$(realpath "$2")
top=$(mktemp -d)
trap 'umount -l "$top" && rmdir "$top"' EXIT
mount -t tmpfs tests "$top"
mkdir "$top/changes" "$top/work" "$top/root"
mount -t overlay root -o "lowerdir=/,upperdir=$top/changes,workdir=$top/work" "$top/root"
"$here/package.sh" "$1" "$top/root" "$package"
