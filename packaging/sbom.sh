#!/bin/sh
# packaging/sbom.sh: which libraries are in the programs, with versions, licences and hashes, in CycloneDX's form; and
# THIRD-PARTY-NOTICES.md from it. With --check it compares the notices with those of the checkout.
kind=sbom
. "$(dirname "$0")/common.sh"
needs jq jq || exit 0
version
name=mqttdemo-$VERSION.cdx.json
mkdir -p "$packages" "$work"
dotnet tool restore >/dev/null
dotnet restore -v quiet src/MqttDemo.Subscriber
# The subscriber has all libraries that the publisher has.
dotnet tool run dotnet-CycloneDX -- src/MqttDemo.Subscriber/MqttDemo.Subscriber.csproj -rs -dpr -ilt -ns \
    -biop "$artifacts/obj" -F Json -spv 1.6 -sn mqttdemo -sv "$VERSION" -o "$work" -fn "$name" >"$work/sbom.log" ||
    fail "$(cat "$work/sbom.log")"
# What only builds is no part of the programs.
jq '.components |= map(select(.scope == "required"))' "$work/$name" >"$packages/$name"

licence_text() {
    sed 's/^/    /; s/ *$//' "packaging/licences/$1.txt"
}

notices() {
    echo "# Third-party notices"
    echo
    echo "Made by \`packaging/sbom.sh\`. The programs have these libraries in them, and the .NET runtime (MIT, .NET"
    echo "Foundation and Contributors), whose own notices are beside this file in the packages: NOTICES-DOTNET.txt."
    echo
    echo "| library | version | licence | copyright |"
    echo "|---|---|---|---|"
    jq -r '.components | sort_by(.name)[] | [.name, .version, (.licenses[0].license | .id // .name),
        (.copyright // .authors[0].name // "")] | "| " + join(" | ") + " |"' "$packages/$name"
    jq -r '.components[] | select(.licenses[0].license.text) | [.licenses[0].license.name,
        .licenses[0].license.text.content] | @tsv' "$packages/$name" | while IFS="$(printf '\t')" read -r title text; do
        printf '\n## %s\n\n' "$title"
        echo "$text" | base64 -d | tr -d '\r' | sed 's/^/    /; s/ *$//'
    done
    for licence in MIT Apache-2.0; do
        printf '\n## %s\n\n' "$licence"
        licence_text "$licence"
    done
}

notices >"$work/THIRD-PARTY-NOTICES.md"
if [ "${1:-}" = --check ]; then
    cmp -s "$work/THIRD-PARTY-NOTICES.md" THIRD-PARTY-NOTICES.md ||
        fail "THIRD-PARTY-NOTICES.md is not that of the libraries: run packaging/sbom.sh"
else
    cp "$work/THIRD-PARTY-NOTICES.md" .
fi
