#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A host with several kernels: into which images the package goes, and that it leaves none of them.
# shellcheck disable=SC2154 # what it sources sets them
set -eu
. tests/package/lib.sh

later_deb
status=0
root=$(debian_to_install)
inside "$root" sh /mnt/tests/package/in-debian/kernels initramfs-tools || status=1
mkdir -p build/boot
root=$(SUITE=$suite tests/boot/root "$PWD/build/boot")/root
inside "$root" sh /mnt/tests/package/in-debian/kernels dracut || status=1
exit $status
