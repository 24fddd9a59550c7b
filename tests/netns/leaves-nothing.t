#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The tests of this folder make interfaces and files in namespaces of their own, and none on the machine that they
# run on, for which these namespaces stand in: also where one is started by hand, or dies half-way.

. "$(dirname "$0")/lib.sh"

# next_ifindex: of the next interface that is made in this namespace
next_ifindex() {
	ip link add probe type veth peer name probe-peer
	ifindex probe
	ip link delete probe
}

: >/run/test/failed
before=$(next_ifindex)
for test in "$BUILD"/tests/netns/test-*; do
	case $test in *.d | *.gc*) continue ;; esac
	timeout 120 "$test" >/run/test/out 2>&1 || { echo "$test" && cat /run/test/out; } >>/run/test/failed
done
tap "$(wc -l </run/test/failed)" 'each program runs by itself' </run/test/failed
# veth come in pairs.
is 'none has made an interface outside' $((before + 2)) "$(next_ifindex)"
is 'no script does without these namespaces' '' "$(cd "$TESTS" && grep -L '/lib\.sh"' ./*.t)"
is 'what a host has stored is not within reach' "${INSTALLED:+nicquirk}" "$(ls /var/lib)"
tap_done
