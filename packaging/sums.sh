#!/bin/sh
# packaging/sums.sh: the SHA-256 sums of all packages.
. "$(dirname "$0")/common.sh"
cd "$packages"
rm -f SHA256SUMS
if command -v sha256sum >/dev/null; then
    sha256sum -- * >"$work/SHA256SUMS"
else
    shasum -a 256 -- * >"$work/SHA256SUMS"
fi
mv "$work/SHA256SUMS" .
