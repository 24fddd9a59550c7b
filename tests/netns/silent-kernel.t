#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# An answer that never comes: the helper ends by itself, with exit status 0, and claims
# nothing. (The boot must go on.)

. "$(dirname "$0")/lib.sh"

quirk 'Feature=tso off'
for at in 1 2 3 4; do
	card "nq$at" "0000:00:1$at.0"
	(
		env IFINDEX="$(ifindex "nq$at")" INTERFACE="nq$at" \
			LD_PRELOAD="$BUILD/tests/netns/shim.so" SHIM_AT=$at SHIM_HANG=1 \
			"$HELPER" >"/run/test/output$at"
		echo "exit status $?" >>"/run/test/output$at"
	) &
done
# One that waits for ever is ended with the test, by its runner.
wait
for at in 1 2 3 4; do
	is "no answer to request $at: nothing is said, and the exit status is 0" \
		'exit status 0' "$(cat "/run/test/output$at")"
done

tap_done
