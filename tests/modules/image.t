#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2119,SC2154 # builds have their usual places; what lib.sh sets
# What an image has in the place of the command decides as the command does, with libkmod alone.
. tests/modules/lib.sh

module=${BUILD:-build}/nicquirk-module

# fresh [DEVICE]: a host with two functions of an X722 and one in another domain
fresh() {
	host
	card 10000:43:00.0 37d0
	card 0000:43:00.1 37d0
	card 0000:43:00.0 37d0
	card 0000:00:19.0 153a e1000e
	card 0000:00:02.0 0412
	echo 0x030000 >"$root/sys/bus/pci/devices/0000:00:02.0/class"
	mkdir -p "$root/usr/share/nicquirk/quirks.d"
	cp "$scratch/quirks/test.quirk" "$root/usr/share/nicquirk/quirks.d"
	conf=$root/run/modprobe.d/nicquirk.conf
}

# decided PROGRAM SLOT: what it prints, and what modprobe gets
decided() {
	rm -rf "$root/run"
	mkdir "$root/run"
	"$1" --root "$root" udev-pci "$2" 2>&1 || echo "exit status $?"
	[ ! -e "$conf" ] || cat "$conf"
}
# same TEXT SLOT WORD: both say that
same() {
	decided "${BUILD:-build}/nicquirk" "$2" >"$scratch/command"
	decided "$module" "$2" >"$scratch/image"
	if [ -n "$3" ]; then
		cmp -s "$scratch/command" "$scratch/image" && grep -q "$3" "$scratch/image"
	else
		[ ! -s "$scratch/command" ] && [ ! -s "$scratch/image" ]
	fi
	tap $? "$1" <<-end
		command: $(cat "$scratch/command")
		image: $(cat "$scratch/image")
	end
}

fresh
bad_build
good_build
depmod
for slot in 0000:43:00.0 0000:43:00.1 10000:43:00.0; do
	same "a pin, $slot" $slot "NICQUIRK_LOAD=$in_tree"
done
same 'another driver' 0000:00:19.0 ''
same 'a card that is not there' 0000:99:00.0 ''
echo nicquirk=dry-run >"$root/proc/cmdline"
same 'a dry run' 0000:43:00.0 'would pin'
echo nicquirk=off >"$root/proc/cmdline"
same 'nicquirk=off' 0000:43:00.0 ''

fresh
quirk
cp "$scratch/quirks/test.quirk" "$root/usr/share/nicquirk/quirks.d"
bad_build
depmod
echo 'root=/dev/sda1' >"$root/proc/cmdline"
same 'no good build and no workaround' 0000:43:00.0 'i40e (0000:43:00.0): '
fresh
quirk 'Feature=ntuple off'
bad_build
depmod
same 'a workaround' 0000:43:00.0 'i40e (0000:43:00.0): workaround'
fresh
quirk Blacklist=irdma
cp "$scratch/quirks/test.quirk" "$root/usr/share/nicquirk/quirks.d"
bad_build
good_build
depmod
same 'a module that is kept out' 0000:43:00.0 'NICQUIRK_BLACKLIST=irdma'

for words in '' status 'modules --spare' 'udev-pci 0000:00:19.0 more'; do
	# shellcheck disable=SC2086 # words
	"$module" $words >"$scratch/out" 2>&1
	is "it has no verb \"$words\"" "2 1" "$? $(grep -c '^That is all of it in an image' "$scratch/out")"
done
"$module" load >"$scratch/out" 2>&1
is 'load wants a path' "2 1" "$? $(grep -c 'load takes the path of a build' "$scratch/out")"
"$module" --root "$root" load "$in_tree" >"$scratch/out" 2>&1
is 'and loads on the running host alone' 2 $?
tap_done
