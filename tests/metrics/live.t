#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2016,SC2154 # a variable of Grafana's; what lib.sh sets
# A node exporter reads the file, a Prometheus reads the node exporter, and its alerts fire.
. tests/metrics/lib.sh
exporter='' server=''
trap 'kill $exporter $server 2>/dev/null; wait; rm -rf "$scratch"' EXIT

ip link set lo up || exit 1
mkdir "$scratch/textfiles"
file=$scratch/textfiles/nicquirk.prom

# The rules as shipped, but for the patience: how long each alert waits is tried in rules.test.yml.
sed 's/for: .*/for: 0s/' prometheus/nicquirk.rules.yml >"$scratch/rules.yml"
cat >"$scratch/prometheus.yml" <<end
global: {scrape_interval: 1s, evaluation_interval: 1s}
rule_files: [$scratch/rules.yml]
scrape_configs:
  - job_name: node
    static_configs: [{targets: ['127.0.0.1:9100']}]
end
prometheus-node-exporter --collector.disable-defaults --collector.textfile --collector.uname \
	--collector.textfile.directory="$scratch/textfiles" --web.listen-address=127.0.0.1:9100 \
	>"$scratch/exporter.log" 2>&1 &
exporter=$!
prometheus --config.file="$scratch/prometheus.yml" --storage.tsdb.path="$scratch/tsdb" \
	--web.listen-address=127.0.0.1:9090 >"$scratch/server.log" 2>&1 &
server=$!

# series QUERY: how many series the answer has; fails where there is no answer.
series() {
	promtool query instant http://127.0.0.1:9090 "$1" >"$scratch/answer" 2>"$scratch/said" &&
		awk '/=>/ { n++ } END { print n + 0 }' "$scratch/answer"
}

# becomes TEXT WANTED QUERY: asks until the answer has as many series as wanted, for a minute.
becomes() {
	deadline=$(($(date +%s) + 60))
	until got=$(series "$3") && [ "$got" -eq "$2" ]; do
		[ "$(date +%s)" -lt "$deadline" ] || break
		sleep 0.2
	done
	[ "$got" = "$2" ]
	tap $? "$1" <<-end
		$3
		$(cat "$scratch/answer" "$scratch/said")
		$(tail -n 3 "$scratch/exporter.log" "$scratch/server.log")
	end
}

firing() {
	echo "ALERTS{alertname=\"$1\",alertstate=\"firing\",$2}"
}

nicquirk --facts tests/facts/pve-02-cured.json metrics --output "$file"
becomes "the state is scraped" 1 'nicquirk_quirk_state{quirk="lpt-tso",state="mitigated"} == 1'
becomes "without an error" 1 'node_textfile_scrape_error == 0'

nicquirk metrics --output "$file"
becomes "a cure that is not in place is an alert" 1 \
	"$(firing NicquirkNotInPlace 'quirk="lpt-tso",slot="0000:00:19.0",severity="critical"')"
becomes "the timeouts are scraped" 1 'nicquirk_tx_timeouts_total{device="eno1"} == 0'

echo 1 >"$queues/tx-1/tx_timeout"
nicquirk metrics --output "$file"
becomes "a stuck queue is an alert" 1 "$(firing NicquirkTxTimeout 'device="eno1"')"

nicquirk --facts tests/facts/pve-02-cured.json metrics --output "$file"
becomes "the alert ends when the cure is in place" 0 "$(firing NicquirkNotInPlace)"

# The queries of the dashboard, of all hosts, on a host with a bad build: each is one, and those of
# what that host has give something.
nicquirk --facts tests/facts/i40e-5.8.0-2.13.10.json --quirks quirks metrics --output "$file"
becomes "another host is scraped" 2 'nicquirk_card_info{driver="i40e"}'
jq -r '.panels[] | .title as $title | .targets[] | [$title, .expr] | @tsv' prometheus/nicquirk.dashboard.json |
	sed 's/\$instance/.*/g; s/\\\\/\\/g' >"$scratch/queries"
is "each panel of the dashboard has a query" "$(jq '.panels | length' prometheus/nicquirk.dashboard.json)" \
	"$(wc -l <"$scratch/queries")"
while IFS="$(printf '\t')" read -r title query; do
	got=$(series "$query")
	case $title in
	Incidents\ by* | Transmit*) [ -n "$got" ] ;;
	*) [ "${got:-0}" -gt 0 ] ;;
	esac
	tap $? "dashboard: $title" <<-end
		$query
		$(cat "$scratch/answer" "$scratch/said")
	end
done <"$scratch/queries"
nicquirk --facts tests/facts/pve-02-cured.json metrics --output "$file"

becomes "fresh metrics are no alert" 0 "$(firing NicquirkMetricsStale)"
touch -d '-2 hours' "$file"
becomes "stale ones are" 1 "$(firing NicquirkMetricsStale)"
tap_done
