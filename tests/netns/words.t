#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What people type for a card, and what they get to read: slots as lspci prints them, bridges, bonds
# and VLANs stand for the ports below them.

. "$(dirname "$0")/lib.sh"

card nq0 0000:00:19.0
card nq1 0000:00:1f.6
quirk 'Feature=tso off'
printf '\n[just-missed]\nTitle=Another\nSeverity=info\nEvidence=B\nMatchDriver=e1000e\nMatchDevice=8086:0001\nFeature=gso off\n' \
	>>/run/nicquirk/quirks.d/test.quirk
# stacked UPPER LOWER: sysfs has UPPER on LOWER
stacked() {
	mkdir -p "/sys/class/net/$1"
	ln -s "../$2" "/sys/class/net/$1/lower_$2"
}
stacked bond0 nq0
stacked vmbr0 bond0
stacked vmbr0 nq1
stacked vmbr0.7 vmbr0
stacked storage nq0
stacked loop loop

# cards ARGUMENT...: of which cards explain speaks
cards() {
	"$NQ" explain "$@" 2>/dev/null | sed -n 's/^nq.*(\(0000:[0-9a-f:.]*\)): .*/\1/p' | xargs
}
for word in nq0 0000:00:19.0 00:19.0 bond0 storage nq0.100; do
	is "explain $word finds its card" 0000:00:19.0 "$(cards $word)"
done
for word in vmbr0 vmbr0.7; do
	is "explain $word finds the cards of its ports" '0000:00:19.0 0000:00:1f.6' "$(cards $word)"
done
is 'so it does for programs' '0000:00:19.0 0000:00:1f.6' \
	"$("$NQ" --json explain vmbr0 | jq -r '.nics[].slot' | xargs)"
for word in 19.0 loop .100 nq9 '' ../net/vmbr0; do
	caused "$NQ" explain "$word"
	is "explain '$word' finds none" 2 "$status"
done

explained=$("$NQ" explain nq0)
contains 'what matches is explained' 'test: needs-action' "$explained"
is 'what does not match is counted' \
	'1 quirk of this driver or device does not match: nicquirk -v explain nq0' "$(echo "$explained" | tail -1)"
contains 'and explained with -v' 'just-missed: no match' "$("$NQ" -v explain nq0)"
contains 'or by its name' 'just-missed: no match' "$("$NQ" explain just-missed)"

caused "$NQ" apply nq0.100
is 'apply of a VLAN sets its card' '0 off on' "$status $(segmentation nq0) $(segmentation nq1)"
contains 'apply by hand leaves its line in the kernel log' \
	'<5>nicquirk: nq0 (0000:00:19.0): set by hand: test: tx-tcp-segmentation off' "$log"
caused "$NQ" apply nq0
is 'where nothing was set there is none' '' "$log"
caused "$NQ" revert vmbr0
is 'revert of a bridge puts back what its ports had' '0 on' "$status $(segmentation nq0)"
caused "$NQ" apply nq9
is 'a name that is none is refused' 2 "$status"
contains 'with those that are' "an interface 'nq9', or one below it; there is nq0, nq1" "$log"

"$NQ" report >/run/test/facts
caused "$NQ" --facts /run/test/facts revert
is 'a host that is only described cannot be changed' 2 "$status"
contains 'which is why' 'a host that is only described cannot be changed' "$log"
caused "$NQ" --facts /run/test/facts diagnose
is "another host's log is not this host's" 2 "$status"
contains 'so it is asked for' "diagnose with --facts takes that host's log" "$log"

tap_done
