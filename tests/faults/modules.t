#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2154,SC2034 # both ways with lib.sh
# Module files and folders that are not what they should be: what is pinned can be loaded, and
# nothing crashes over the rest.

. "$(dirname "$0")/lib.sh"

module_folder
card nq0 0000:43:00.0 37d0
rm /sys/bus/pci/devices/0000:43:00.0/driver
bad_and_good_builds
cp "$modules/$in_tree" /run/test/good.ko
cp "$modules/updates/i40e.ko" /run/test/bad.ko
pin="NICQUIRK_MODULE=pin
NICQUIRK_LOAD=$in_tree"

# udev: what udev gets for the card, and how the program ended where that was badly
udev() {
	rm -rf /run/modprobe.d
	"$NQ" udev-pci 0000:43:00.0 2>/run/test/said || echo "exit status $?"
}

is 'the good build is pinned' "$pin" "$(udev)"

# A file that was not written to its end. Past the table of sections nothing is missed.
size=$(stat -c %s /run/test/good.ko)
at=0
while [ $at -lt "$size" ]; do
	head -c $at /run/test/good.ko >"$modules/$in_tree"
	answer=$(udev)
	[ -z "$answer" ] || echo "cut after $at bytes: $answer"
	at=$((at + 37))
done >/run/test/wrong
is "the good build, cut off anywhere, is not pinned" '' "$(cat /run/test/wrong)"
cp /run/test/good.ko "$modules/$in_tree"

at=0
while [ $at -lt "$(stat -c %s /run/test/bad.ko)" ]; do
	head -c $at /run/test/bad.ko >"$modules/updates/i40e.ko"
	answer=$(udev)
	[ "$answer" = "$pin" ] || echo "cut after $at bytes: $answer"
	at=$((at + 37))
done >/run/test/wrong
is "the bad build, cut off anywhere, is not loaded: the good one is pinned" '' "$(cat /run/test/wrong)"
cp /run/test/bad.ko "$modules/updates/i40e.ko"
is 'that was all that was wrong' "$pin" "$(udev)"

# Any byte of its head and of its table of sections is another one: it is pinned or it is not, and
# which sections there are is the worst to be wrong about.
table=$((size - 64 * $(readelf -h /run/test/good.ko | sed -n 's/.*Number of section headers: *//p')))
for at in $(seq 0 63) $(seq $table 13 $((size - 1))); do
	cp /run/test/good.ko "$modules/$in_tree"
	printf '\377' | dd of="$modules/$in_tree" bs=1 seek="$at" conv=notrunc status=none
	answer=$(udev)
	case $answer in '' | "$pin") ;; *) echo "another byte $at: $answer" ;; esac
	grep -H Assert /run/test/said
done >/run/test/wrong
is 'the good build, with any byte of its head damaged, does no harm' '' "$(cat /run/test/wrong)"
cp /run/test/good.ko "$modules/$in_tree"

# Folders that lead back to themselves.
ln -s . "$modules/loop"
ln -s ../.. "$modules/updates/loop"
ln -s loop-b "$modules/updates/loop-a"
ln -s loop-a "$modules/updates/loop-b"
is 'loops of links in the folder change nothing' "$pin" "$(udev)"
rm -r "$modules/kernel"
ln -s kernel "$modules/kernel"
is 'a kernel folder that is a loop: nothing is pinned' '' "$(udev)"
rm "$modules/kernel"
mkdir -p "$modules/${in_tree%/*}"
ln -s i40e.ko "$modules/$in_tree"
is 'nor a build that is a link to itself' '' "$(udev)"
rm "$modules/$in_tree"

# Rubbish of the right name, and of the right size.
head -c "$size" /dev/urandom >"$modules/$in_tree"
is 'nor one of rubbish' '' "$(udev)"
sed 's/vermagic=/vermagic=9/' /run/test/good.ko >"$modules/$in_tree"
is 'nor one of another kernel, by its vermagic' '' "$(udev)"
rm "$modules/$in_tree"
mkdir "$modules/$in_tree"
is 'nor a folder of that name' '' "$(udev)"
rmdir "$modules/$in_tree"
mkfifo "$modules/$in_tree"
is 'nor a fifo' '' "$(udev)"
rm "$modules/$in_tree"

# libkmod waits for somebody to write into it; we do not wait for libkmod.
rm "$modules/loop" "$modules/updates/loop"*
mkdir -p /etc/modprobe.d
mount -t tmpfs nicquirk /etc/modprobe.d
echo 'options i40e debug=1' >/etc/modprobe.d/test.conf
cp /run/test/bad.ko "$modules/updates/i40e.ko"
depmod
rm "$modules/updates/i40e.ko"
mkfifo "$modules/updates/i40e.ko"
# Where it did, this test would not end, and the tier stops it: how long a busy machine takes is no fault.
"$NQ" lint >/dev/null 2>/run/test/said
status=$?
check 'a fifo whose parameters "lint" asks for does not hold it up for ever' [ $status -lt 2 ]

tap_done
