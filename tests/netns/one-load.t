#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2154 # both ways with lib.sh
# What udev and systemd run reads each file of the database and of the configuration once, and says
# once what is wrong with it, however often it looks at the host.

. "$(dirname "$0")/../faults/lib.sh"

module_folder
card nq0 0000:00:19.0
bad_and_good_builds
# The shipped database is there as well: it has builds to avoid, but none of an I217's driver.
mkdir -p /usr/share/nicquirk /etc/nicquirk
own_folder /usr/share/nicquirk
own_folder /etc/nicquirk
mkdir /usr/share/nicquirk/quirks.d
cp "$TESTS"/../../quirks/*.quirk /usr/share/nicquirk/quirks.d/
printf '[wrong]\nTitel=Wrong\n' >/run/nicquirk/quirks.d/wrong.quirk
echo '[Policy' >/etc/nicquirk/nicquirk.conf

# traced ARGUMENT...: what the command opens, a line a file, is in $opened; what it says, in $log
traced() {
	strace -f -o /run/test/trace -e trace=open,openat,execve "$NQ" "$@" >/run/test/output 2>/run/test/errors
	status=$?
	opened=$(sed -n 's/.*open[at]*(.*"\([^"]*\)".* = [0-9]*$/\1/p' /run/test/trace)
	log=$(cat /run/test/errors && dd if=/run/test/kmsg iflag=nonblock bs=64k 2>/dev/null)
}

# once COMMAND...: each is opened once, and each problem is printed once
once() {
	traced "$@"
	is "$1: exit status 0" 0 "$status"
	is "$1: every quirk file is opened" "$(ls /usr/share/nicquirk/quirks.d/*.quirk /run/nicquirk/quirks.d/*.quirk)" \
		"$(echo "$opened" | grep '[.]quirk$' | sort -u)"
	is "$1: none of them twice" '' "$(echo "$opened" | grep '[.]quirk$' | sort | uniq -d)"
	is "$1: so is the configuration" 1 "$(echo "$opened" | grep -c '^/etc/nicquirk/nicquirk[.]conf$')"
	is "$1: what is wrong with a quirk is said once" 1 "$(echo "$log" | grep -c "wrong.quirk:2: ")"
	is "$1: and with the configuration" 1 "$(echo "$log" | grep -c 'nicquirk[.]conf:1: ')"
}

once udev-pci 0000:00:19.0
is 'the card of another driver needs no module file' '' "$(echo "$opened" | grep '[.]ko')"

rm /sys/bus/pci/devices/0000:00:19.0/driver
once udev-pci 0000:00:19.0
is 'nor does it before it has its driver' '' "$(echo "$opened" | grep '[.]ko')"

card nq1 0000:43:00.0 37d0
rm /sys/bus/pci/devices/0000:43:00.0/driver
once udev-pci 0000:43:00.0
is 'a card with a build to avoid gets another' "NICQUIRK_LOAD=$in_tree" "$(tail -1 /run/test/output)"
is 'for which its builds are opened' "$modules/$in_tree $modules/updates/i40e.ko" \
	"$(echo "$opened" | grep 'i40e[.]ko' | sort -u | xargs)"

once load "$in_tree"
once wait --timeout 0
tap_done
