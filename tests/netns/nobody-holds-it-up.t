#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Whatever somebody else locks below /run, or opens and does not read: helper, apply and revert go on.

. "$(dirname "$0")/lib.sh"

card nq0 0000:00:19.0
mkdir -p /sys/bus/pci/devices/0000:00:19.0/link
echo 1 >/sys/bus/pci/devices/0000:00:19.0/link/l1_aspm
quirk 'Aspm=l1_aspm off' 'Feature=tso off'
aspm() {
	cat /sys/bus/pci/devices/0000:00:19.0/link/l1_aspm
}

helper nq0
# hold PATH: another user locks it, where that is allowed, until it is killed
hold() {
	rm -f /run/test/held
	mkfifo /run/test/held
	setpriv --reuid=65534 --regid=65534 --clear-groups \
		flock "$1" sh -c 'echo held; exec sleep 1000' >/run/test/held 2>/dev/null &
	holder=$!
	read -r held </run/test/held || held=
}

# What anybody can open, anybody can lock.
locked=0
for path in /run/nicquirk /run/nicquirk/* /run/nicquirk/*/*; do
	hold "$path"
	[ -z "$held" ] || locked=$((locked + 1))
	"$NQ" revert >/dev/null 2>&1
	ethtool -K nq0 tso on
	caused timeout 60 env IFINDEX="$(ifindex nq0)" INTERFACE=nq0 "$HELPER"
	is "$path is held: the helper ends well" 0 "$status"
	is "$path is held: the card is cured" '0 off' "$(aspm) $(segmentation nq0)"
	ethtool -K nq0 tso on
	caused timeout 60 "$NQ" apply nq0
	is "$path is held: so does apply" '0 off' "$status $(segmentation nq0)"
	caused timeout 60 "$NQ" revert
	is "$path is held: revert puts all back" '0 1 on' "$status $(aspm) $(segmentation nq0)"
	[ -z "$held" ] || kill $holder
	wait $holder 2>/dev/null
	helper nq0
done
check 'some of it could be locked' [ $locked -gt 2 ]
is 'nobody else can open what we lock' 600 "$(stat -c %a /run/nicquirk/records.lock)"

# A process of root's that hangs while it writes a record anew.
flock /run/nicquirk/records.lock sleep 1000 &
holder=$!
while flock --nonblock /run/nicquirk/records.lock true; do :; done
caused timeout 60 "$NQ" revert
is 'one that hangs holds revert up no more' '0 1 on' "$status $(aspm) $(segmentation nq0)"
helper nq0
is 'nor does it the helper' '0 off' "$(aspm) $(segmentation nq0)"
contains 'which revert then finds' ' put back' "$("$NQ" revert | grep nq0)"
kill $holder

tap_done
