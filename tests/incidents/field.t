#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Hosts that people have reported faults of: field.tsv has what is known of each, field/NAME.kernlog its log, shortened.
# Expected are what status says of the host ("VERDICT QUIRK,...": those that are not only watched), what diagnose makes of
# the log ("STATUS KIND,..."), and what status says once the log is imported, and once TSO is off as well.
# "Judged" is whether that is what helped its owner, as far as the report says so.
set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/tap.sh

nicquirk=$PWD/${BUILD:-build}/nicquirk
here=tests/incidents
tab=$(printf '\t')
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export TZ=UTC

# A card is SLOT/DEVICE/DRIVER/INTERFACE/MASTER, "?" an unknown one; a driver is NAME=in-tree[:VERSION], or
# NAME=oot:VERSION, then "+in-tree" where that build is on disk, too, and "<VERSION" where another one would be loaded.
# host CARDS DRIVERS KERNEL CMDLINE TSO EEE FIRMWARE: its facts
host() {
	jq -n --arg cards "$1" --arg drivers "$2" --arg kernel "$3" --arg cmdline "$4" --arg tso "$5" --arg eee "$6" \
		--arg firmware "$7" '
		def known: select(. != "-" and . != "?");
		def features: {"tx-checksum-ip-generic": "on", "tx-scatter-gather": "on", "tx-generic-segmentation": "on",
			"tx-tcp-segmentation": $tso, "tx-tcp6-segmentation": $tso, "tx-tcp-ecn-segmentation": "off [fixed]"};
		def member(key; value): reduce value as $v (.; .[key] = $v);
		{schema: "nicquirk.facts/1", kernel: $kernel,
		nics: [$cards | split(" ") | to_entries[] | (.value | split("/")) as [$slot, $device, $driver, $name, $master] |
			{slot: $slot, vendor: "8086", class: "020000", driver: $driver} | member("device"; $device | known) |
			.interfaces = [$name | known | {name: ., ifindex: 2} | member("master"; $master | known) |
				member("firmware"; $firmware | known) | member("eee"; $eee | known) |
				member("features"; select($tso != "-") | features)]],
		modules: [$drivers | split(" ")[] |
			capture("^(?<name>[^=]*)=(?<origin>in-tree|oot)(:(?<version>[^+<]*))?(?<both>[+]in-tree)?(<(?<disk>.*))?$") |
			{name, loaded: ({origin: (if .origin == "oot" then "out-of-tree" else "in-tree" end)} +
				if .version then {version} else {} end), builds: [
				(if .origin == "oot" then {path: "updates/\(.name).ko", version: (.disk // .version),
					origin: "out-of-tree", preferred: true} else empty end),
				(if .origin == "in-tree" or .both then {path: "kernel/\(.name).ko", origin: "in-tree",
					preferred: (.origin == "in-tree")} else empty end)]}]} |
		member("cmdline"; $cmdline | known)'
}

# With the shipped database alone.
nicquirk() {
	"$nicquirk" --root "$scratch" --quirks quirks --facts "$@"
}

# judged FACTS
judged() {
	nicquirk "$1" --json status 2>>"$scratch/why" | jq -r '.verdict + " " +
		([.nics[].quirks[] | select(.state != "watched").id] | unique | join(",") | if . == "" then "-" else . end)'
}

: >"$scratch/judged"
while IFS=$tab read -r name cards drivers kernel cmdline tso eee firmware before diagnosis after cured judged report; do
	case $name in '#'*) continue ;; esac
	: >"$scratch/why"
	host "$cards" "$drivers" "$kernel" "$cmdline" "$tso" "$eee" "$firmware" >"$scratch/host" || exit 1
	echo "${name%-*} $judged" >>"$scratch/judged"
	is "$name: $report: the host" "$before" "$(judged "$scratch/host")"
	log=$here/field/$name.kernlog
	[ -e "$log" ] || continue
	is "$name: its log" "$diagnosis" "$(nicquirk "$scratch/host" --json diagnose "$log" >"$scratch/out" 2>>"$scratch/why"
		echo "$? $(jq -r '[.events[].kind] | unique | join(",") | if . == "" then "-" else . end' "$scratch/out")")"
	nicquirk "$scratch/host" incidents --import "$log" --yes >"$scratch/imported" 2>>"$scratch/why"
	is "$name: the host with its log" "$after" "$(judged "$scratch/imported")"
	sed 's/\("tx-tcp6*-segmentation": *\)"on"/\1"off"/' "$scratch/imported" >"$scratch/cured"
	got=$(judged "$scratch/cured")
	is "$name: and with TSO off" "$cured" "${got%% *}"
done <"$here/field.tsv"
sort "$scratch/judged" | uniq -c | sed 's/^ */# /'
tap_done
