#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2154 # both ways with lib.sh
# A build that the kernel does not take is tried once: at the next event of the card a working driver must
# not be taken away for it. The kernel, which is the host's own, lets nothing be inserted.

. "$(dirname "$0")/../faults/lib.sh"

module_folder
card nq0 0000:43:00.0 37d0
rm /sys/devices/pci0000:00/0000:43:00.0/driver
bad_and_good_builds

# load PATH: the builds that it tries, by the kernel log
load() {
	setpriv --bounding-set=-sys_module --inh-caps=-sys_module "$NQ" load "$1" 2>/run/test/errors
	dd if=/run/test/kmsg iflag=nonblock bs=64k 2>/dev/null |
		sed -n 's/^<5>nicquirk: i40e: cannot load \([^:]*\): .*/\1/p' | tr '\n' ' '
}
bad=updates/i40e.ko

is 'the build that is wanted is tried, and the other one after it' "$in_tree $bad " "$(load "$in_tree")"
is 'it is noted which failed' "$in_tree" "$(cat /run/nicquirk/failed-i40e)"
is 'that one is not tried again' "$bad " "$(load "$in_tree")"

echo "$bad" >/run/nicquirk/failed-i40e
is 'what failed of another build says nothing of this one' "$in_tree $bad " "$(load "$in_tree")"
is 'which is what is noted now' "$in_tree" "$(cat /run/nicquirk/failed-i40e)"

mkdir -p /sys/module/i40e
echo OE >/sys/module/i40e/taint
echo 2.13.10 >/sys/module/i40e/version
echo live >/sys/module/i40e/initstate
is 'a driver that works is not taken away for it' '' "$(load "$in_tree")"
is 'nor is a word said' '' "$(cat /run/test/errors)"
rm -r /sys/module/i40e

mkdir -p /etc/nicquirk
printf '[Policy]\nModules=blacklist\n' >/etc/nicquirk/nicquirk.conf
rm /run/nicquirk/failed-i40e
is 'an owner who would rather have none than a bad one gets none' "$in_tree " "$(load "$in_tree")"

tap_done
