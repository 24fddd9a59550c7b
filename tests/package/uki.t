#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A host that boots a unified kernel image by systemd-boot: it is made anew with the initramfs that is in it.
# shellcheck disable=SC2154 # what it sources sets them
set -eu
. tests/package/lib.sh

if [ "$suite" = bookworm ]; then
	echo "1..0 # SKIP Debian 12 has no ukify"
	exit
fi
root=$(debian uki initramfs-tools,kmod,libjson-c5,libkmod2,libpci3,libudev1,linux-image-amd64,systemd-boot,systemd-boot-efi,systemd-sysv,systemd-ukify,udev,zstd)
inside "$root" sh /mnt/tests/package/in-debian/uki
