#!/bin/sh
# packaging/tool.sh: packages for dotnet tool install and dnx: one that points to the others, one for each system with a
# native program, and one for all other systems, which needs the .NET runtime.
. "$(dirname "$0")/common.sh"
version
systems=${TOOL_RIDS-linux-x64 linux-arm64}
# shellcheck disable=SC2086
set -- $systems
# %3B is a ; that does not end the value.
names=$(IFS=' ' && echo "$*" | sed 's/ /%3B/g')
for project in Publisher Subscriber; do
    project=src/MqttDemo.$project
    dotnet pack -c Release -v quiet -o "$packages" "-p:NativeToolSystems=$names" "$project"
    dotnet pack -c Release -v quiet -o "$packages" -r any -p:PublishAot=false "$project"
    for rid in $systems; do
        # Compiled already for the other packages, in the same folder.
        native_options "$rid"
        # shellcheck disable=SC2086
        dotnet pack -c Release -v quiet -o "$packages" -r "$rid" $native "$project"
    done
done
