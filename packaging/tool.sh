#!/bin/sh
# packaging/tool.sh: packages for dotnet tool install and dnx: one that points to the others, one for each system with a
# native program, and one for all other systems, which needs the .NET runtime.
. "$(dirname "$0")/common.sh"
version
for project in Publisher Subscriber; do
    project=src/MqttDemo.$project
    dotnet pack -c Release -v quiet -o "$packages" "$project"
    dotnet pack -c Release -v quiet -o "$packages" -r any -p:PublishAot=false "$project"
    for rid in ${TOOL_RIDS-linux-x64 linux-arm64}; do
        # Compiled already for the other packages, in the same folder.
        native_options "$rid"
        # shellcheck disable=SC2086
        dotnet pack -c Release -v quiet -o "$packages" -r "$rid" $native "$project"
    done
done
