#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A host of which nothing can be seen, or nothing is known, is not "ok": nobody has looked.
set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/tap.sh

nicquirk=${BUILD:-build}/nicquirk
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/host/sys/bus/pci/devices" "$scratch/host/proc" "$scratch/blind/sys" "$scratch/empty" \
	"$scratch/host/lib/modules/6.1.0-47-amd64"
printf '[broken]\nrubbish\n' >"$scratch/empty/broken.quirk"

# refused TEXT SAID ARGUMENT...: exit status 2, one line that has SAID, and nothing else but metrics
refused() {
	text=$1 said=$2
	shift 2
	"$nicquirk" "$@" >"$scratch/out" 2>"$scratch/why"
	status=$?
	for last; do :; done
	[ $status -eq 2 ] && [ "$(grep -c '^nicquirk: ' "$scratch/why")" = 1 ] && grep -qF "$said" "$scratch/why" &&
		{ [ "$last" = metrics ] || [ ! -s "$scratch/out" ]; }
	tap $? "$text" <<-text
		exit status $status
		$(cat "$scratch/why" "$scratch/out")
	text
}

for verb in status explain modules 'apply --dry-run' metrics; do
	# shellcheck disable=SC2086 # a verb and its option
	refused "$verb: no sysfs" "no card can be seen: there is no $scratch/blind/sys/bus/pci/devices" \
		--root "$scratch/blind" --quirks quirks $verb
	# shellcheck disable=SC2086
	refused "$verb: no such root" "no card can be seen: there is no $scratch/none/sys/bus/pci/devices" \
		--root "$scratch/none" --quirks quirks $verb
	# shellcheck disable=SC2086
	refused "$verb: no database" "nothing can be judged: there is no quirk in $scratch/host/usr/share/nicquirk/quirks.d" \
		--root "$scratch/host" $verb
	# shellcheck disable=SC2086
	refused "$verb: a database of nothing" "nothing can be judged: there is no quirk in $scratch/empty" \
		--root "$scratch/host" --quirks "$scratch/empty" $verb
	# shellcheck disable=SC2086
	refused "$verb: a database of nothing for another host's facts" 'there is no quirk in' \
		--facts tests/facts/pve-02.json --quirks "$scratch/empty" $verb
	# shellcheck disable=SC2086
	"$nicquirk" --root "$scratch/host" --quirks quirks $verb >"$scratch/out" 2>"$scratch/why"
	is "$verb: a host without a PCI device is one" 0 $?
done
refused 'modules of a kernel that is not there' \
	"kernel 9.9.9 is not installed: there is no $scratch/host/lib/modules/9.9.9" \
	--root "$scratch/host" --quirks quirks modules --kernel 9.9.9
refused 'what an image of it would need' 'kernel 9.9.9 is not installed' \
	--root "$scratch/host" --quirks quirks modules --spare --kernel 9.9.9
"$nicquirk" --root "$scratch/host" --quirks quirks modules --kernel 6.1.0-47-amd64 >"$scratch/out" 2>&1
is 'modules of one that is there' 0 $?
"$nicquirk" --quirks "$scratch/empty" status tests/facts/pve-02.json >"$scratch/out" 2>"$scratch/why"
is 'a fleet without a database is refused too' 2 $?

# success WHAT ARGUMENT...: what metrics say of it
success() {
	what=$1
	shift
	"$nicquirk" "$@" metrics 2>"$scratch/why" | sed -n "s/^nicquirk_read_success{what=\"$what\"} //p"
}
is 'metrics of a host that can be seen' '1 1' \
	"$(success devices --root "$scratch/host" --quirks quirks) $(success database --root "$scratch/host" --quirks quirks)"
is 'metrics of one that cannot' 0 "$(success devices --root "$scratch/blind" --quirks quirks)"
is 'metrics without a database' 0 "$(success database --root "$scratch/host" --quirks "$scratch/empty")"
"$nicquirk" --root "$scratch/blind" --quirks quirks metrics --output "$scratch/metrics" 2>"$scratch/why"
is 'the file for the collector is written all the same' '2 1' \
	"$? $(grep -c '^nicquirk_read_success{what="devices"} 0' "$scratch/metrics")"

tap_done
