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

# tap_done: the plan; the status of the run.
tap_done() {
	echo "1..$tap_count"
	[ "$tap_failed" -eq 0 ]
}
