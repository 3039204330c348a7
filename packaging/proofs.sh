#!/bin/sh
# packaging/proofs.sh: the packages in systems that have nothing else: a bare Debian, one of arm64 under qemu, musl, an
# empty one, a container. Needs root, debootstrap, iproute2, qemu-user-static, musl-tools, buildah, rpm, mosquitto,
# openssl, and minutes.
. "$(dirname "$0")/common.sh"
tests=packaging/tests
roots=$artifacts/roots
mkdir -p "$roots"

echo "== a bare Debian, dpkg and rpm"
$tests/debian-root.sh "$roots/debian"
$tests/package.sh deb "$roots/debian" "$packages"/mqttdemo_*_amd64.deb
$tests/package.sh rpm "$roots/debian" "$packages"/mqttdemo-*.x86_64.rpm

echo "== arm64 with the C library of Debian 11, under qemu"
$tests/arm64.sh "$roots/arm64" "$packages"/mqttdemo-*-linux-arm64.tar.gz

echo "== static programs in an empty root file system"
$tests/static.sh "$roots/static" "$packages"

echo "== musl"
$tests/musl.sh "$roots/musl" "$packages"/mqttdemo-*-linux-musl-x64.tar.gz

echo "== container"
$tests/container.sh "$roots/container"

echo "== .NET tools"
$tests/tool.sh "$packages"
