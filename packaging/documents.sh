#!/bin/sh
# packaging/documents.sh: man pages and completion scripts, which the programs print themselves, in
# artifacts/packaging/documents.
. "$(dirname "$0")/common.sh"
documents=$work/documents
"packaging/programs.sh" "$(host)"
bin=$programs/$(host)
rm -rf "$documents"
mkdir -p "$documents/man/man1" "$documents/man/man5" "$documents/completions"
"$bin/publisher" manual publisher >"$documents/man/man1/publisher.1"
"$bin/publisher" manual request >"$documents/man/man1/publisher-request.1"
"$bin/subscriber" manual subscriber >"$documents/man/man1/subscriber.1"
"$bin/subscriber" manual config >"$documents/man/man5/mqttdemo-config.5"
for program in publisher subscriber; do
    "$bin/$program" completion bash >"$documents/completions/$program.bash"
    "$bin/$program" completion zsh >"$documents/completions/_$program"
    "$bin/$program" completion fish >"$documents/completions/$program.fish"
    "$bin/$program" completion pwsh >"$documents/completions/$program.ps1"
done
