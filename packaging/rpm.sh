#!/bin/sh
# packaging/rpm.sh RID: a package for Fedora, RHEL, openSUSE.
kind=rpm
. "$(dirname "$0")/common.sh"
rid=$1
needs rpmbuild rpm
arch=$([ "$rid" = linux-x64 ] && echo x86_64 || echo aarch64)
version
"packaging/tree.sh" "$rid" "$work/rpm-$arch"
mkdir -p "$packages"
share=$work/rpm-$arch/usr/share
mkdir -p "$share/zsh" "$share/doc/mqttdemo" "$share/licenses/mqttdemo"
mv "$share/zsh/vendor-completions" "$share/zsh/site-functions"
install -m 644 README.md "$share/doc/mqttdemo"
install -m 644 LICENSE THIRD-PARTY-NOTICES.md "$share/licenses/mqttdemo"
runtime_notices "$share/licenses/mqttdemo/NOTICES-DOTNET.txt"
rpmbuild --quiet -bb --target "$arch-linux" \
    --define "_topdir $work/rpmbuild" --define "_rpmdir $packages" \
    --define "_build_name_fmt %{NAME}-$VERSION-%{RELEASE}.%{ARCH}.rpm" \
    --define "packed_version $(sorted_version)" --define "packed_tree $work/rpm-$arch" \
    --define "use_source_date_epoch_as_buildtime 1" --define "clamp_mtime_to_source_date_epoch 1" \
    packaging/rpm/mqttdemo.spec
