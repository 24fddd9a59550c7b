#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Two interfaces of one function, handled at the same time: each gets its cure, and the record
# that revert needs keeps both.

. "$(dirname "$0")/lib.sh"

card nq0 0000:00:19.0
interface nq1 0000:00:19.0
quirk 'Feature=tso off'
before=$(settings nq0 && settings nq1)
first=$(ifindex nq0)
second=$(ifindex nq1)
rounds=0
lost=0
while [ $rounds -lt 20 ]; do
	rounds=$((rounds + 1))
	IFINDEX=$first INTERFACE=nq0 "$HELPER" >/dev/null &
	IFINDEX=$second INTERFACE=nq1 "$HELPER" >/dev/null &
	wait
	[ "$(segmentation nq0)$(segmentation nq1)" = offoff ] || lost=$((lost + 1))
	"$NQ" revert >/dev/null
	[ "$(settings nq0 && settings nq1)" = "$before" ] || lost=$((lost + 1))
done
is 'both are cured and put back, each time' 0 $lost

helper nq0
is 'the event of one port changes that port' "features $first" "$notifications"
is 'the other one is left for its own event' on "$(segmentation nq1)"

tap_done
