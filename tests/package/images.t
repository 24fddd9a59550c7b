#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What the package makes of images: what is in them, by how much they grow, and what is decided
# there of a bad build (a double of ../kmod) beside the kernel's own.
# shellcheck disable=SC2154 # what it sources sets them
set -eu
. tests/package/lib.sh

status=0
mkdir -p build/boot "$folder/result/doubles"
root=$(debian_to_install)
doubles=$(SUITE=$suite tests/kmod/doubles "$PWD/build/boot" "$(ls "$root/usr/lib/modules")")
cp "$doubles"/i40e-2.1*.ko "$folder/result/doubles"
inside "$root" sh /mnt/tests/package/in-debian/images || status=1
root=$(tests/boot/root "$PWD/build/boot")/root
inside "$root" sh /mnt/tests/package/in-debian/dracut-image || status=1
exit $status
