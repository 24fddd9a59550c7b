#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2154 # what lib.sh sets
# What "nicquirk metrics" writes, and where.
. tests/metrics/lib.sh
trap 'rm -rf "$scratch"' EXIT

# lines NAME: the samples of a metric.
lines() {
	nicquirk metrics | grep "^$1[{ ]"
}

# clean NAME: whether promtool has nothing to say of $scratch/text.
clean() {
	promtool check metrics <"$scratch/text" >"$scratch/said" 2>&1 && [ ! -s "$scratch/said" ]
	tap $? "promtool has nothing to say of $1" <"$scratch/said"
}

nicquirk metrics >"$scratch/text"
clean "a host"
for facts in tests/facts/*.json; do
	nicquirk --facts "$facts" metrics >"$scratch/text"
	clean "$(basename "$facts" .json)"
done

card='slot="0000:00:19.0"'
state='nicquirk_quirk_state{'$card',quirk="lpt-tso",severity="critical",state='
is "a quirk has all its states, and one of them holds" \
	"$state\"watched\"} 0
$state\"advice\"} 0
$state\"mitigated\"} 0
$state\"needs-action\"} 1
$state\"failed\"} 0
$state\"skipped\"} 0" "$(lines nicquirk_quirk_state)"
is "the card" "nicquirk_card_info{$card,device=\"eno1\",pci_id=\"8086:153a\",driver=\"e1000e\"} 1" \
	"$(lines nicquirk_card_info)"
is "the build in use" \
	'nicquirk_module_build_info{module="e1000e",version="6.8.12-10-pve",origin="in-tree",srcversion="0DA9E9D5B5A9D2C3A2B1C0D"} 1' \
	"$(lines nicquirk_module_build_info)"
is "how many quirks are known" "nicquirk_database_quirks 3" "$(lines nicquirk_database_quirks)"
version=$(nicquirk --version)
is "the version" "nicquirk_info{version=\"${version#nicquirk }\"" "$(lines nicquirk_info | cut -d, -f1)"

echo 2 >"$queues/tx-0/tx_timeout"
echo 3 >"$queues/tx-1/tx_timeout"
echo 7 >"$queues/rx-0/tx_timeout"
is "the timeouts of all transmit queues" \
	"nicquirk_tx_timeouts_total{$card,device=\"eno1\"} 5" "$(lines nicquirk_tx_timeouts_total)"
rm -r "$queues"
is "no timeouts where there are no queues" "" "$(lines nicquirk_tx_timeouts_total)"

# digest: of the database below $scratch/db.
digest() {
	"${BUILD:-build}/nicquirk" --quirks "$scratch/db" --root "$host" metrics |
		sed -n 's/.*database="\([0-9a-f]*\)".*/\1/p'
}
mkdir "$scratch/db"
cp tests/compare/test.quirk "$scratch/db"
before=$(digest)
is "a digest has sixteen digits" 16 "${#before}"
echo '# Words.' >>"$scratch/db/test.quirk"
is "a comment does not change it" "$before" "$(digest)"
sed -i 's/MatchDriverVersion=2.13.10/MatchDriverVersion=2.13.11/' "$scratch/db/test.quirk"
[ "$before" != "$(digest)" ]
tap $? "another version that is matched does" </dev/null

mkdir "$scratch/out"
(umask 077 && nicquirk metrics --output "$scratch/out/a.prom") 2>"$scratch/said"
is "--output writes the same" "$(nicquirk metrics)" "$(cat "$scratch/out/a.prom")"
is "which all may read" 644 "$(stat -c %a "$scratch/out/a.prom")"
is "and leaves nothing else" a.prom "$(ls -A "$scratch/out")"
inode=$(stat -c %i "$scratch/out/a.prom")
exec 3<"$scratch/out/a.prom"
nicquirk --facts tests/facts/pve-03.json metrics --output "$scratch/out/a.prom"
[ "$inode" != "$(stat -c %i "$scratch/out/a.prom")" ] && grep -q eno1 <&3 && ! grep -q eno1 "$scratch/out/a.prom"
tap $? "who is reading the old file has all of it" </dev/null

# refused TEXT SAID ARGUMENT...: exit status 2, and SAID is printed.
refused() {
	text=$1 said=$2
	shift 2
	nicquirk "$@" >"$scratch/text" 2>"$scratch/said"
	[ $? -eq 2 ] && [ ! -s "$scratch/text" ] && grep -qF -e "$said" "$scratch/said"
	tap $? "$text" <"$scratch/said"
}
refused "a folder that is not there is named" "$scratch/none/a.prom: No such file" \
	metrics --output "$scratch/none/a.prom"
ln -s /dev/null "$scratch/null"
refused "what is no file is not replaced" "$scratch/null: not a regular file" metrics --output "$scratch/null"
refused "there is no other format" "--json" --json metrics

systemd-analyze verify --man=no "${BUILD:-build}/nicquirk-metrics.service" systemd/nicquirk-metrics.timer \
	>"$scratch/said" 2>&1
# The command is not installed here.
said=$(grep -v 'Command .*nicquirk is not executable' "$scratch/said")
is "systemd has nothing to say of the units" "" "$said"

promtool check rules prometheus/nicquirk.rules.yml >"$scratch/said" 2>&1
tap $? "the alert rules are rules" <"$scratch/said"
promtool test rules tests/metrics/rules.test.yml >"$scratch/said" 2>&1
tap $? "each alert fires when it should, and else not" <"$scratch/said"
cat >"$scratch/hung.json" <<'end'
{"schema":"nicquirk.facts/1","kernel":"6.1.0","nics":[
 {"slot":"0000:00:1f.6","vendor":"8086","device":"15bb","driver":"e1000e",
  "incidents":[{"kind":"tx-hang","lines":9,"first":"2026-11-18T04:35:42Z","last":"2026-11-18T04:36:42Z"},
               {"kind":"tx-hang","lines":1,"steps":{"e1000e-tx-hang":0}},{"kind":"aer"}]},
 {"slot":"0000:01:00.0","vendor":"8086","device":"15bb","driver":"e1000e"}]}
end
"${BUILD:-build}/nicquirk" --root "$scratch/none" --quirks quirks --facts "$scratch/hung.json" metrics >"$scratch/text"
clean "a card that hung"
is "incidents, by card and kind; none of what a quirk waits for is 0" \
	'nicquirk_incidents_total{slot="0000:00:1f.6",kind="tx-hang"} 2
nicquirk_incidents_total{slot="0000:00:1f.6",kind="aer"} 1
nicquirk_incidents_total{slot="0000:01:00.0",kind="tx-hang"} 0' "$(grep '^nicquirk_incidents_total' "$scratch/text")"
is "how long they lasted" 60 \
	"$(sed -n 's/^nicquirk_incident_seconds_total{slot="0000:00:1f.6",kind="tx-hang"} //p' "$scratch/text")"
is "the step of a ladder" \
	'nicquirk_quirk_step{slot="0000:00:1f.6",quirk="e1000e-tx-hang"} 1
nicquirk_quirk_step{slot="0000:01:00.0",quirk="e1000e-tx-hang"} 0' "$(grep '^nicquirk_quirk_step' "$scratch/text")"
is "of another host nobody knows how often it was brought back" "" "$(grep '^nicquirk_recoveries' "$scratch/text")"

tap_done
