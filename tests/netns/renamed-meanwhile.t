#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The interface is the one with that ifindex, whatever its name is by now.

. "$(dirname "$0")/lib.sh"

quirk 'Feature=tso off'
# The requests of the helper: the family, the features, the change, the reading back.
for at in 1 2 3 4; do
	card nq0 "0000:00:1$at.0"
	mine=$(ifindex nq0)
	helper nq0 LD_PRELOAD="$BUILD/tests/netns/shim.so" SHIM_AT=$at \
		SHIM_RUN='ip link set nq0 name lan0 && ip link set nq0-peer name nq0'
	check "renamed before request $at: it was" [ -n "$(ifindex lan0)" ]
	is "renamed before request $at: the helper succeeds" 0 "$status"
	is "renamed before request $at: the interface is cured" off "$(segmentation lan0)"
	is "renamed before request $at: who has its name now is not" on "$(segmentation nq0)"
	is "renamed before request $at: one change" "features $mine" "$notifications"
	is "renamed before request $at: the verdict" mitigated "$(verdict)"
	ip link delete lan0
	remove_card "0000:00:1$at.0" nq0
done

# An event that was queued under the old name and is handled under the new one.
card lan1 0000:00:19.0
IFINDEX=$(ifindex lan1) INTERFACE=eth0 "$HELPER" >/dev/null
is 'an event with the old name cures the interface' off "$(segmentation lan1)"

tap_done
