#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2154 # both ways with lib.sh
# nicquirk-generator on the running host: a database that others may write to, and a time limit.
# root/generator.t has the rest.

. "$(dirname "$0")/lib.sh"

# asked COMMAND...: "wanted" where the unit is asked for
asked() {
	rm -rf /run/test/normal
	mkdir /run/test/normal
	"$@" "$BUILD/nicquirk-generator" /run/test/normal /run/test/early /run/test/late 2>&1 || echo "exit status $?"
	[ ! -h /run/test/normal/sysinit.target.wants/nicquirk.service ] || echo wanted
}

is 'a host without a card' '' "$(asked)"
card nq0 0000:00:19.0 10d3
is 'a card that no quirk names' '' "$(asked)"
for path in /run/nicquirk/quirks.d/other-card.quirk /run/nicquirk/quirks.d /run/nicquirk; do
	chmod o+w "$path"
	is "a database that is refused: $path" wanted "$(asked)"
	chmod o-w "$path"
done
is 'as before' '' "$(asked)"
# As if a file of the database, or the folder of the cards, had taken too long.
asked strace -o /run/test/trace -e trace=openat
for file in quirk pci/devices; do
	n=$(grep -n "$file\"" /run/test/trace | head -n 1 | cut -d : -f 1)
	is "when its time is up the unit is wanted, at the open of $file" wanted "$(asked strace -o /run/test/injected \
		-e trace=openat -e inject=openat:signal=SIGALRM:when="$n")"
done
card nq1 0000:00:1a.0
quirk 'Feature=tso off'
is 'a card that one names' wanted "$(asked)"
# Whatever fails of what it reads: an open, a folder, a read, memory.
for call in openat getdents64 read fstat,newfstatat brk,mmap; do
	for n in 1 2 3 4 5 6 7 8 9; do
		asked strace -o /run/test/trace -P /run -P /run/nicquirk -P /run/nicquirk/quirks.d \
			-P /run/nicquirk/quirks.d/other-card.quirk -P /run/nicquirk/quirks.d/test.quirk \
			-P /sys/bus/pci/devices -P /sys/bus/pci/devices/0000:00:1a.0/modalias \
			-P /sys/bus/pci/devices/0000:00:19.0/modalias -e trace="$call" -e inject="$call:error=EIO:when=$n" | grep -v '^strace: Requested path'
	done | sort -u
done >/run/test/answers
is 'where reading fails the unit is wanted' wanted "$(sort -u /run/test/answers)"
mkdir -p /run/systemd
echo lxc >/run/systemd/container
is 'not in a container' '' "$(asked)"
tap_done
