#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2119,SC2154 # builds have their usual places; what lib.sh sets
# What "explain" prints for people: steps that nobody has asked for, builds, one thing out of all.
. tests/modules/lib.sh

# explain ARGUMENT...: what it prints, but for the lines with what the key tables have
explain() {
	nicquirk explain "$@" 2>&1
}

host
card 0000:43:00.0 37d0 i40e
card 0000:00:19.0 153a e1000e
bad_build
good_build
depmod
cat >"$scratch/quirks/steps.quirk" <<'end'
[steps]
Title=Two steps
Severity=minor
Evidence=B
MatchDevice=8086:153a
Feature=tso off
Step=2
EEE=off
Feature=gso off

[doubtful]
Title=Advice only
Severity=minor
Evidence=C
MatchDevice=8086:153a
Build=avoid
Aspm=l1_aspm off
end

is 'a step that is not asked for is printed, with how to ask for it' '  step 2, if "[Step] steps=2" asks for it
    eee off
    feature gso off' "$(explain steps | sed -n '/^  step 2/,/^$/p' | sed '/^$/d')"
is 'of advice only, what it would set' '  step 1 would set
    build avoid
    aspm l1_aspm off' "$(explain doubtful | sed -n '/^  step 1 would/,/^$/p' | sed '/^$/d')"
mkdir -p "$root/etc/nicquirk"
printf '[Step]\nsteps=2\n' >"$root/etc/nicquirk/nicquirk.conf"
is 'a step that is asked for is applied' '  step 2 of 2' "$(explain steps | grep '^  step')"
is 'a quirk by its name: the builds of another driver are not spoken of' 0 \
	"$(explain steps | grep -c 'i40e: ')"
is 'that of a build: its builds are' 1 "$(explain bad | grep -c '^i40e: pin: ')"
is 'a card by its slot, and its builds' '1 0 1' "$(explain 0000:43:00.0 >"$scratch/out"
	for part in '^0000:43:00.0: ' '^0000:00:19.0: ' '^i40e: pin: '; do grep -c "$part" "$scratch/out"; done |
		tr '\n' ' ' | sed 's/ $//')"
is 'without a name, all' '2' "$(explain | grep -c '^0000:[0-9:.]*: ')"
explain none-such >"$scratch/out"
is 'an unknown name is a fault' "2 nicquirk: no interface, slot or quirk is called 'none-such'" \
	"$? $(cat "$scratch/out")"
tap_done
