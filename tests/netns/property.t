#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Whatever features an interface has, and whatever quirks ask of them: applying twice is applying
# once, and revert brings back what was before. SEED=NUMBER repeats a run, ROUNDS says how many.

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

seed=${SEED:-$(od -An -N2 -tu2 /dev/urandom | tr -d ' ')}
rounds=${ROUNDS:-20}
RANDOM=$seed
echo "# SEED=$seed"

groups=(tso gso gro lro sg tx rx rxvlan txvlan rxhash ntuple)

# chance N: one in N
chance() {
	[ $((RANDOM % $1)) -eq 0 ]
}

# on_off: one of the two
on_off() {
	if chance 2; then echo on; else echo off; fi
}

# some NAME...: a few of them, in any order
some() {
	for name; do
		if chance 4; then echo "$RANDOM $name"; fi
	done | sort -n | cut -d' ' -f2
}

# random_quirks: one to three of them, with actions that may speak against each other
random_quirks() {
	local quirk name
	for quirk in $(seq $((1 + RANDOM % 3))); do
		printf '[q%s]\nTitle=T\nSeverity=major\nEvidence=B\nMatchDriver=e1000e\n' "$quirk"
		echo 'Advice=None.'
		for name in $(some "${changeable[@]}" "${groups[@]}" | head -n 4); do
			echo "Feature=$name $(on_off)"
		done
	done
}

card nq0 0000:00:19.0
mapfile -t changeable < <(settings nq0 | grep '^[[:blank:]]*\(tx\|rx\)-[a-z0-9-]*: ' |
	grep -v '\[fixed\]' | sed 's/^[[:blank:]]*//; s/:.*//')
check 'there are features to play with' [ "${#changeable[@]}" -gt 5 ]

twice='' back='' changed=0
for round in $(seq "$rounds"); do
	for name in $(some "${changeable[@]}"); do
		ethtool -K nq0 "$name" "$(on_off)" 2>/dev/null >&2
	done
	random_quirks >/run/nicquirk/quirks.d/test.quirk
	before=$(settings nq0)
	helper nq0
	once=$(settings nq0)
	[ "$once" = "$before" ] || changed=$((changed + 1))
	helper nq0
	if [ "$(settings nq0)" != "$once" ]; then
		twice+="round $round:"$'\n'$(diff <(echo "$once") <(settings nq0))$'\n'
	fi
	"$NQ" revert nq0 >/dev/null
	if [ "$(settings nq0)" != "$before" ]; then
		back+="round $round:"$'\n'$(diff <(echo "$before") <(settings nq0))$'\n'
		back+=$(grep -h '^\[\|^Feature' /run/nicquirk/quirks.d/test.quirk)$'\n'
	fi
done
check 'the quirks have changed something in half of the rounds' [ $((changed * 2)) -ge "$rounds" ]
is 'applying twice is applying once' '' "$twice"
is 'revert brings back what was before' '' "$back"
tap_done
