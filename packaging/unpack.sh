#!/bin/sh
# packaging/unpack.sh ARCHITECTURE SUITE FOLDER PACKAGE ...: unpacks packages of Debian into a folder, for any release
# and any architecture. Needs apt-get and dpkg of a Debian, but not root. MIRROR is where they are, if not where this
# machine has its own from.
. "$(dirname "$0")/common.sh"
arch=$1
suite=$2
root=$3
shift 3
[ ! -e "$root.complete" ] || exit 0

keys=/usr/share/keyrings/debian-archive-keyring.gpg
[ -e "$keys" ] || fail "the packages of Debian cannot be checked without $keys (debian-archive-keyring)"
# shellcheck disable=SC2016
mirror=${MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Origin: Debian' 'Created-By: Packages' | head -n 1)}
[ -n "$mirror" ] || fail "apt-get knows no mirror of Debian"

apt=$root.apt
rm -rf "$root" "$apt"
mkdir -p "$root" "$apt/state/lists/partial" "$apt/cache/archives/partial" "$apt/packages"
: >"$apt/status"
echo "deb [signed-by=$keys] $mirror $suite main" >"$apt/sources.list"
cat >"$apt/apt.conf" <<END
Dir::State "$apt/state";
Dir::State::status "$apt/status";
Dir::Cache "$apt/cache";
Dir::Etc::sourcelist "$apt/sources.list";
Dir::Etc::sourceparts "-";
APT::Architecture "$arch";
APT::Architectures "$arch";
APT::Sandbox::User "root";
Acquire::Languages "none";
END
export APT_CONFIG="$apt/apt.conf"
apt-get update -qq >&2 ||
    fail "$mirror has no $suite; MIRROR=URL takes another one, and old releases are at archive.debian.org"
(cd "$apt/packages" && apt-get download -qq "$@" >&2)
for package in "$apt"/packages/*.deb; do
    dpkg-deb -x "$package" "$root"
done

# Links that begin at / would leave the folder.
find "$root" -type l | while read -r link; do
    target=$(readlink "$link")
    case $target in
        /*) ln -sf "$(realpath -m --relative-to="$(dirname "$link")" "$root$target")" "$link" ;;
    esac
done
rm -rf "$apt"
touch "$root.complete"
