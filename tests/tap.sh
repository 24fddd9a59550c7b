# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# Sourced by runners: TAP lines, and the plan at the end.

tap_count=0
tap_failed=0

# tap STATUS TEXT: one result; what stands on standard input explains a failure.
tap() {
	tap_count=$((tap_count + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $tap_count - $2"
	else
		tap_failed=$((tap_failed + 1))
		echo "not ok $tap_count - $2"
		sed 's/^/#   /'
	fi
}

# is TEXT EXPECTED GOT: one result, of two texts that should be the same.
is() {
	[ "$2" = "$3" ]
	tap $? "$1" <<-end
		expected:
		$2
		got:
		$3
	end
}

# tap_run NAME COMMAND [ARGUMENT...]: the results of a program that prints TAP, numbered on and with its
# name. One that ends before its plan, or has none, or fails and does not say of what, is a failure more.
tap_run() {
	tap_name=$1
	shift
	tap_files=$(mktemp -d) || exit 1
	echo "# $tap_name"
	"$@" >"$tap_files/out" 2>"$tap_files/errors"
	tap_status=$?
	sed 's/^/# /' "$tap_files/errors"
	awk -v n="$tap_count" -v name="$tap_name" -v status="$tap_status" -v counts="$tap_files/counts" '
		/^1\.\.[0-9]+$/ { plan = substr($0, 4); next }
		/^(not )?ok / {
			results++
			bad += $1 == "not"
			rest = $0
			sub(/^(not )?ok [0-9]*/, "", rest)
			sub(/^ - /, "", rest)
			printf "%sok %d - %s: %s\n", $1 == "not" ? "not " : "", ++n, name, rest
			next
		}
		/^#/ { print }
		END {
			if (plan != results || !results || (status && !bad)) {
				bad++
				printf "not ok %d - %s: ", ++n, name
				printf "%d results, planned %s, exit status %d\n", results, plan ? plan : "none", status
			}
			print n, bad + 0 >counts
		}' "$tap_files/out"
	read -r tap_count tap_bad <"$tap_files/counts"
	tap_failed=$((tap_failed + tap_bad))
	rm -r "$tap_files"
}

# tap_done: the plan; the status of the run.
tap_done() {
	echo "1..$tap_count"
	[ "$tap_failed" -eq 0 ]
}
