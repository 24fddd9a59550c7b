#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2154 # both ways with lib.sh
# The build that dkms has moved away to put a bad one in its place, on a running host: it is inserted
# by its path, unless others than root could have put it there. The kernel, which is the host's own, lets
# nothing be inserted.

. "$(dirname "$0")/../faults/lib.sh"

module_folder
mkdir -p /var/lib
mount -t tmpfs nicquirk /var/lib || exit 1
card nq0 0000:43:00.0 37d0
rm /sys/devices/pci0000:00/0000:43:00.0/driver
bad_and_good_builds
archive=/var/lib/dkms/i40e/original_module/$release/x86_64
mkdir -p "$archive"
mv "$modules/$in_tree" "$archive"
depmod

# tries: the builds that "load" tries, by the kernel log
tries() {
	rm -f /run/nicquirk/failed-i40e
	setpriv --bounding-set=-sys_module --inh-caps=-sys_module "$NQ" load "$archive/i40e.ko" 2>/run/test/errors
	dd if=/run/test/kmsg iflag=nonblock bs=64k 2>/dev/null |
		sed -n 's/^<5>nicquirk: i40e: cannot load \([^:]*\): .*/\1/p' | tr '\n' ' '
}

is 'what dkms keeps is tried, and the bad one after it' "$archive/i40e.ko updates/i40e.ko " "$(tries)"
is 'its file is found where it is' '1' "$("$NQ" modules | grep -c "\*  $archive/i40e.ko .*in-tree")"

for path in "$archive/i40e.ko" "$archive" /var/lib/dkms/i40e/original_module /var/lib/dkms/i40e /var/lib/dkms; do
	mode=$(stat -c %a "$path")
	chmod o+w "$path"
	is "not where others can write to ${path#/var/lib/}" '' "$(tries)"
	chmod "$mode" "$path"
done
# dkms takes its own build away and puts the kernel's back, and what was written into modprobe.d stays.
mv "$archive/i40e.ko" "$modules/$in_tree"
mv "$modules/updates" /var/lib/updates
depmod
is 'where dkms has put it back, it is tried there' "$in_tree " "$(tries)"
mv "$modules/$in_tree" "$archive/i40e.ko"
mv /var/lib/updates "$modules/updates"
depmod

mv "$archive/i40e.ko" "$archive/elsewhere"
ln -s elsewhere "$archive/i40e.ko"
is 'nor where it is a link' '' "$(tries)"
is 'it is then no build of this host' \
	"nicquirk: '$archive/i40e.ko' is no build of a network driver of this host" "$(cat /run/test/errors)"

tap_done
