#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2154 # both ways with lib.sh
# In an initramfs, where the root is not mounted and its disk perhaps not there yet, the event of a
# network card must not wait for a disk: no block device is opened, and where no blacklist is on the
# table the root is not even looked up. The stages end by themselves whoever holds what they want.

. "$(dirname "$0")/../faults/lib.sh"

module_folder
card nq0 0000:43:00.0 37d0
rm /sys/bus/pci/devices/0000:43:00.0/driver
card nq1 0000:00:19.0
bad_and_good_builds
# A disk with udev's link to it, in a /dev of its own.
mkdir -p /sys/devices/pci0000:00/0000:00:1f.2/ata1/host0/block/sda/sda3 /sys/dev/block /sys/class/block
echo 254:3 >/sys/devices/pci0000:00/0000:00:1f.2/ata1/host0/block/sda/sda3/dev
echo 3 >/sys/devices/pci0000:00/0000:00:1f.2/ata1/host0/block/sda/sda3/partition
echo 254:0 >/sys/devices/pci0000:00/0000:00:1f.2/ata1/host0/block/sda/dev
for name in sda sda/sda3; do
	ln -s "../../devices/pci0000:00/0000:00:1f.2/ata1/host0/block/$name" "/sys/class/block/${name#*/}"
done
ln -s ../../devices/pci0000:00/0000:00:1f.2/ata1/host0/block/sda/sda3 /sys/dev/block/254:3
cmdline 'root=UUID=12345678-1234-1234-1234-123456789abc quiet'
echo '1 1 0:2 / / rw - rootfs rootfs rw' >/run/test/mountinfo

# udev: what udev gets, in $output; what was logged, in $log; what was opened, in $opened
udev() {
	rm -rf /run/modprobe.d
	# shellcheck disable=SC2016 # for that shell
	output=$(unshare -m sh -c 'mount --bind /run/test/mountinfo /proc/$$/mountinfo || exit 1
		[ ! -d /run/test/dev ] || mount --rbind /run/test/dev /dev || exit 1
		exec strace -f -o /run/test/trace -e trace=open,openat "$@"' sh "$NQ" udev-pci 0000:43:00.0 2>/run/test/said)
	opened=$(sed -n 's/.*open[at]*(.*"\([^"]*\)".*/\1/p' /run/test/trace | sort -u)
	log=$(cat /run/test/said && dd if=/run/test/kmsg iflag=nonblock bs=64k 2>/dev/null)
}
# devices: those that were opened
devices() {
	echo "$opened" | grep '^/dev/' | grep -vx -e /dev/null -e /dev/kmsg
}

udev
is 'a pin needs no word on the root' "NICQUIRK_MODULE=pin
NICQUIRK_LOAD=$in_tree" "$output"
is 'which is not looked up' '' "$(echo "$opened" | grep -E 'mountinfo|/sys/.*block')"
is 'no device is opened' '' "$(devices)"

# With a blacklist on the table. In a user namespace there are no nodes to be made.
sed -i '/^Feature=/d' /run/nicquirk/quirks.d/test.quirk
rm "$modules/$in_tree"
depmod
mkdir -p /run/test/dev
mount -t tmpfs nicquirk /run/test/dev
mkdir -p /run/test/dev/disk/by-uuid
for name in null kmsg; do
	: >/run/test/dev/$name
	mount --bind /dev/$name /run/test/dev/$name
done
udev
is 'a disk that udev has not seen yet: nothing is blacklisted' '' "$output"
contains 'and why is said' 'how the root file system is reached is unknown' "$log"
is 'no device is opened to find out' '' "$(devices)"
if mknod /run/test/dev/sda3 b 254 3 2>/dev/null; then
	ln -s ../../sda3 /run/test/dev/disk/by-uuid/12345678-1234-1234-1234-123456789abc
	udev
	is "a disk that udev has seen, by udev's link and sysfs" NICQUIRK_MODULE=blacklist "$output"
	is 'it is not opened, either' '' "$(devices)"
fi
umount /run/test/dev/null /run/test/dev/kmsg
umount /run/test/dev
rmdir /run/test/dev

# A load of the same module that does not come to an end, and one of another module.
bad_and_good_builds
mkdir -p /run/nicquirk
# hold NAME: somebody loads that module, until $! is killed
hold() {
	(flock 9 && exec sleep 1000) 9>"/run/nicquirk/load-$1.lock" &
	while flock --nonblock "/run/nicquirk/load-$1.lock" true; do :; done
}
hold ixgbe
other=$!
hold i40e
same=$!
load() {
	timeout 60 setpriv --bounding-set=-sys_module --inh-caps=-sys_module "$NQ" load "$in_tree" >/run/test/said 2>&1
	status=$?
	log=$(cat /run/test/said && dd if=/run/test/kmsg iflag=nonblock bs=64k 2>/dev/null)
}
load
is 'a load that hangs holds up the next one of the same module for a moment' 0 "$status"
contains 'which then goes on' "i40e: another load of it is not done, going on" "$log"
contains 'and tries to' "i40e: cannot load $in_tree" "$log"
kill $same
wait $same 2>/dev/null
load
is 'that of another module holds up none' "0 0" "$status $(echo "$log" | grep -c 'another load')"
is 'nobody else can hold that lock' 600 "$(rm /run/nicquirk/load-i40e.lock; load; stat -c %a /run/nicquirk/load-i40e.lock)"
kill $other
tap_done
