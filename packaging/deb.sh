#!/bin/sh
# packaging/deb.sh RID: a package for Debian and Ubuntu.
kind=deb
. "$(dirname "$0")/common.sh"
rid=$1
needs dpkg-deb dpkg
arch=$([ "$rid" = linux-x64 ] && echo amd64 || echo arm64)
version
root=$work/deb-$arch
"packaging/tree.sh" "$rid" "$root"
share=$root/usr/share
mkdir -p "$root/DEBIAN" "$share/doc/mqttdemo" "$share/lintian/overrides"
# The newest version of the C library that a symbol of the programs asks for.
libc=$(grep -aoh 'GLIBC_2\.[0-9]*' "$root"/usr/lib/mqttdemo/* | sed 's/^GLIBC_//' | sort -uV | tail -n 1)
size=$(du -sk --apparent-size "$root" | cut -f1)
sed "s|@LIBC@|$libc|; s|@VERSION@|$(sorted_version)|; s|@ARCH@|$arch|; s|@SIZE@|$size|" \
    packaging/deb/control >"$root/DEBIAN/control"
install -m 755 packaging/deb/postinst packaging/deb/prerm "$root/DEBIAN"
echo /etc/mqttdemo/config.json >"$root/DEBIAN/conffiles"
install -m 644 README.md THIRD-PARTY-NOTICES.md "$share/doc/mqttdemo"
runtime_notices "$share/doc/mqttdemo/NOTICES-DOTNET.txt"
{
    sed '/@LICENCE@/,$d' packaging/deb/copyright
    sed 's/^$/./; s/^/ /' packaging/licences/MIT.txt
} >"$share/doc/mqttdemo/copyright"
install -m 644 packaging/deb/lintian-overrides "$share/lintian/overrides/mqttdemo"
{
    echo "mqttdemo ($(sorted_version)) unstable; urgency=medium"
    echo
    echo "  * What has changed is in CHANGELOG.md of the sources."
    echo
    echo " -- $(sed -n 's/^Maintainer: //p' packaging/deb/control)  $(LC_ALL=C date -uR -d "@$SOURCE_DATE_EPOCH")"
} | gzip -9n >"$share/doc/mqttdemo/changelog.gz"
(cd "$root" && find etc usr -type f | LC_ALL=C sort | xargs md5sum >DEBIAN/md5sums)
find "$root" -type d -exec chmod 755 {} +
chmod 644 "$root"/DEBIAN/conffiles "$root"/DEBIAN/control "$root"/DEBIAN/md5sums "$share/doc/mqttdemo/changelog.gz"
mkdir -p "$packages"
# GitHub would write a ~ in the name of a file as a dot, and SHA256SUMS would not know it.
dpkg-deb --root-owner-group -Zxz --build "$root" "$packages/mqttdemo_${VERSION}_$arch.deb" >/dev/null
