#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# An interface may have any name without blank and slash: it is cured all the same, and what is in the
# name neither ends a line of the kernel log nor steers the terminal that shows it.
# shellcheck disable=SC2154,SC2016 # set by lib.sh; no shell is meant to read what is in quotes
. "$(dirname "$0")/lib.sh"

quirk 'Feature=tso off'
slot=0
# odd DESCRIPTION NAME SHOWN: NAME in the form of printf(1)
odd() {
	slot=$((slot + 1))
	# The end of the name must not be taken for that of the text.
	name=$(printf '%b.' "$2")
	name=${name%.}
	card "$name" "0000:00:1$slot.0"
	helper "$name"
	is "$1: TSO is off" off "$(segmentation "$name")"
	is "$1: one line says so" "1 $3" \
		"$(echo "$log" | grep -c .) $(echo "$log" | sed -n 's/^<5>nicquirk: \(.*\) (0000.*/\1/p')"
}
odd 'an escape sequence' 'a\033[2Jb' 'a?[2Jb'
odd 'a control character of ISO 6429' 'a\302\2332Jb' 'a?2Jb'
odd 'an override of the direction' 'a\342\200\256b' 'a?b'
odd 'bytes that are no UTF-8' 'a\377\303b' 'a??b'
odd 'what a shell would run' '$(id)`x`;' '$(id)`x`;'
tap_done
