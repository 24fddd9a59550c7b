#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The package is installed, upgraded, removed and purged, with each maker of images.
# shellcheck disable=SC2154 # what it sources sets them
set -eu
. tests/package/lib.sh

later_deb
status=0
root=$(debian_to_install)
inside "$root" sh /mnt/tests/package/in-debian/install initramfs-tools || status=1
mkdir -p build/boot
root=$(tests/boot/root "$PWD/build/boot")/root
inside "$root" sh /mnt/tests/package/in-debian/install dracut || status=1
exit $status
