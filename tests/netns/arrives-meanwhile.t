#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2154 # both ways with lib.sh
# udev-pci looks at the host twice where a quirk turns on incidents. A card that comes in between is judged by its own
# quirks, whose files were not read for the card before: that has a driver, as after the switch to the real root.

. "$(dirname "$0")/../faults/lib.sh"

module_folder
card nq0 0000:00:19.0
card nq1 0000:43:00.0 37d0
rm /sys/bus/pci/devices/0000:43:00.0/driver /sys/bus/pci/devices/0000:43:00.0
bad_and_good_builds
kernel=kernel/drivers/net/ethernet/intel/e1000e/e1000e.ko
build updates/e1000e.ko version=3.8.4 'alias=pci:v00008086d0000153Asv*sd*bc*sc*i*'
build $kernel intree=Y 'alias=pci:v00008086d0000153Asv*sd*bc*sc*i*'
depmod
printf '[confirmable]\nTitle=T\nSeverity=major\nEvidence=A\n%s\nConfirm=tx-hang\nBuild=avoid\n' \
	'MatchDriver=e1000e
MatchOrigin=out-of-tree' >/run/nicquirk/quirks.d/confirmable.quirk
mkdir -p /etc/nicquirk
: >/etc/nicquirk/nicquirk.conf
mkdir /run/test/units
LD_PRELOAD="$BUILD/tests/netns/shim.so" SHIM_AHEAD=100 "$BUILD/nicquirk-generator" /run/test/units
check 'there is an index of the database' [ -e /run/nicquirk/quirks.index ]

# udev [NAME=VALUE...]: what udev gets for the I217-LM, in $output; what modprobe is told of, in $named; the quirk
# files that were opened, in $opened
udev() {
	mkdir -p /run/modprobe.d
	: >/run/modprobe.d/nicquirk.conf # an earlier decision, so that all cards are looked at
	env "$@" strace -f -o /run/test/trace -e trace=open,openat -E LD_PRELOAD="$BUILD/tests/netns/shim.so" \
		"$NQ" udev-pci 0000:00:19.0 >/run/test/output 2>/run/test/errors
	output=$(xargs </run/test/output)
	named=$(sed -n 's/^install \([^ ]*\) .*/\1/p' /run/modprobe.d/nicquirk.conf | sort -u | xargs)
	opened=$(sed -n 's/.*open[at]*(.*\/\([^"]*\)[.]quirk".* = [0-9]*$/\1/p' /run/test/trace | sort -u | xargs)
}
pin="NICQUIRK_MODULE=pin NICQUIRK_LOAD=$kernel"
udev
is 'of one card the quirks of the other are not read' "$pin e1000e confirmable" "$output $named $opened"

# The policy is what is read last before the second look.
udev SHIM_OPEN=/etc/nicquirk/nicquirk.conf \
	SHIM_RUN='ln -s ../../../devices/pci0000:00/0000:43:00.0 /sys/bus/pci/devices'
is 'the other one comes meanwhile: modprobe gets its pin as well' "$pin e1000e i40e confirmable other-card test" \
	"$output $named $opened"
tap_done
