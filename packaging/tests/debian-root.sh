#!/bin/sh
# packaging/tests/debian-root.sh FOLDER: a Debian with nothing but what apt itself needs, man and rpm. Needs root.
set -eu
[ ! -e "$1.complete" ] || exit 0
suite=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
# shellcheck disable=SC2016
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Origin: Debian' 'Created-By: Packages' | head -n 1)
rm -rf "$1"
debootstrap --variant=minbase --include=man-db,ca-certificates,libssl3,bash-completion,rpm \
    "$suite" "$1" "$mirror" >"$1.log" 2>&1 || { tail -n 5 "$1.log" >&2 && exit 1; }
# The package lists and archives are of no use to a test.
rm -rf "$1"/var/cache/apt/archives/*.deb "$1"/var/lib/apt/lists/*
touch "$1.complete"
