#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The local fact of Ansible in examples/: Ansible takes its output as JSON, and only where it ends with 0.

. "$(dirname "$0")/lib.sh"

fact() {
	PATH=$BUILD:$PATH "$TESTS/../../examples/ansible/facts.d/nicquirk.fact" 2>/run/test/said | jq -r .verdict
}

# ended: with which status
ended() {
	PATH=$BUILD:$PATH "$TESTS/../../examples/ansible/facts.d/nicquirk.fact" >/run/test/out 2>&1
	echo $?
}

card nq0 0000:00:19.0
quirk 'Feature=tso off'
is 'a host on which something is to be done' '0 needs-action' "$(ended) $(fact)"
ethtool -K nq0 tso off
is 'one on which all is in place' '0 mitigated' "$(ended) $(fact)"
umount /sys
mount -t tmpfs none /sys
is 'one on which nothing is seen' 1 "$(ended)"
tap_done
