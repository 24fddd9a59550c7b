#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# An interface that vanishes between two requests: no crash, no complaint by exit status, and
# no claim that it was cured.

. "$(dirname "$0")/lib.sh"

quirk 'Feature=tso off'
for at in 1 2 3 4; do
	card nq0 "0000:00:1$at.0"
	helper nq0 LD_PRELOAD="$BUILD/tests/netns/shim.so" SHIM_AT=$at \
		SHIM_RUN='ip link delete nq0'
	is "gone before request $at: it is" '' "$(ifindex nq0 2>/dev/null)"
	is "gone before request $at: the helper ends with 0" 0 "$status"
	case $(verdict) in
	mitigated | ok) is "gone before request $at: nothing false is said" '' "$output" ;;
	*) is "gone before request $at: nothing false is said" '' '' ;;
	esac
	remove_card "0000:00:1$at.0" nq0
done

# The same by hand, where more is read beforehand.
for at in 1 2 3 4 5 6 7; do
	card nq0 "0000:00:1$at.0"
	caused env LD_PRELOAD="$BUILD/tests/netns/shim.so" SHIM_AT=$at \
		SHIM_RUN='ip link delete nq0' "$NQ" apply
	is "gone before request $at of apply: it is" '' "$(ifindex nq0 2>/dev/null)"
	is "gone before request $at of apply: not all is in place" 1 "$status"
	remove_card "0000:00:1$at.0" nq0
done

tap_done
