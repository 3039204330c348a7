#!/bin/sh
# packaging/proofs.sh: the packages in systems that have nothing else: a bare Debian, and one of arm64 under qemu. Needs
# root, debootstrap, iproute2 and qemu-user-static, and minutes.
. "$(dirname "$0")/common.sh"
tests=packaging/tests
roots=$artifacts/roots
mkdir -p "$roots"

echo "== a bare Debian, dpkg"
$tests/debian-root.sh "$roots/debian"
$tests/deb.sh "$roots/debian" "$packages"/mqttdemo_*_amd64.deb

echo "== arm64 with the C library of Debian 11, under qemu"
$tests/arm64.sh "$roots/arm64" "$packages"/mqttdemo-*-linux-arm64.tar.gz

echo "== .NET tools"
$tests/tool.sh "$packages"
