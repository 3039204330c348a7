#!/bin/sh
# packaging/tests/tool.sh FOLDER: installs the .NET tools from a folder of packages, and runs one without installing it.
set -eu
here=$(dirname "$(realpath "$0")")
packages=$(realpath "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
version=$(basename "$(ls "$packages"/MqttDemo.Publisher.[0-9]*.nupkg)" .nupkg | sed 's/MqttDemo.Publisher.//')
# Only the folder, and a cache of its own: what is used is what has just been packed.
printf '<configuration><packageSources><clear /><add key="packages" value="%s" /></packageSources></configuration>\n' \
    "$packages" >"$folder/nuget.config"
export NUGET_PACKAGES="$folder/cache" DOTNET_CLI_HOME="$folder/home" DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cd "$folder"
for tool in Publisher Subscriber; do
    begin=$(date +%s%N)
    dotnet tool install "MqttDemo.$tool" --tool-path "$folder/bin" --version "$version" --configfile nuget.config
    echo "installed in $((($(date +%s%N) - begin) / 1000000)) ms"
done
bin=$folder/bin
"$here/in-root.sh" / env TMPDIR="$folder" sh "$here/pair.sh" "$bin/publisher" "$bin/subscriber"
# As in README; it stands beside dotnet, and not every system has it on the PATH.
dnx=$(dirname "$(realpath "$(command -v dotnet)")")/dnx
for run in first second; do
    begin=$(date +%s%N)
    [ "$("$dnx" MqttDemo.Publisher --source "$packages" --prerelease -y -- --version)" = "$version" ]
    echo "dnx, $run time: $((($(date +%s%N) - begin) / 1000000)) ms"
done
