#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The last line of "status" is what to type next, where there is something to do or to find out.
set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/tap.sh

nicquirk=${BUILD:-build}/nicquirk
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# next FACTS: the line
next() {
	"$nicquirk" --quirks quirks --facts "$1" status | grep '^Next'
}

is 'needs-action: set it' 'Next: nicquirk apply enp67s0f0 enp67s0f1' \
	"$(next tests/facts/i40e-5.10.2-2.13.10.json)"
is 'needs-action of a build alone: look at the builds' 'Next: nicquirk modules' \
	"$(next tests/facts/i40e-x710tl-blank-nvm-both-bad.json)"
is 'watched: ask the old logs' 'Next, if a card has hung here before: nicquirk incidents --import' \
	"$(next tests/facts/e1000e-tx-hang-watched.json)"
for state in mitigated:igc-i226-aspm-l12-in-place ok:e1000e-tx-hang-miss advice:e1000e-arl-ipxe-hang-miss; do
	is "${state%:*}: nothing" "${state%:*} " "$("$nicquirk" --quirks quirks --json --facts \
		"tests/facts/${state#*:}.json" status | jq -r .verdict) $(next "tests/facts/${state#*:}.json")"
done

# It hung with the last step in force, and what that sets is in place.
cat >"$scratch/test.quirk" <<'quirk'
[hang]
Title=t
Severity=major
Evidence=B
MatchDriver=e1000e
Confirm=tx-hang
Feature=tx-tcp-segmentation off
quirk
jq '.nics[0].incidents = [{kind: "tx-hang", boot: "b", lines: 9, first: "2026-11-18T04:35:42Z", steps: {hang: 1}}]
	| .nics[0].interfaces[0].features["tx-tcp-segmentation"] = "off"' \
	tests/facts/e1000e-tx-hang-watched.json >"$scratch/failed.json"
is 'failed: read why' 'failed Next: nicquirk explain' "$("$nicquirk" --quirks "$scratch" --json --facts \
	"$scratch/failed.json" status | jq -r .verdict) $("$nicquirk" --quirks "$scratch" --facts \
	"$scratch/failed.json" status | grep '^Next')"
tap_done
