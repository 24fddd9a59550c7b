#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The helper leaves an index, with one thing after the other that fails: it is whole or not there. What becomes of the
# card is link.t's.

. "$(dirname "$0")/lib.sh"

card nq0 0000:00:19.0
quirk 'Feature=tso off'
export INTERFACE=nq0 SUBSYSTEM=net ACTION=add SHIM_AHEAD=100
IFINDEX=$(ifindex nq0)
export IFINDEX
cat >/run/test/after <<'end'
[ ! -e /run/nicquirk/quirks.index ] || cmp /run/test/good /run/nicquirk/quirks.index
for file in /run/nicquirk/quirks.index?*; do
	[ ! -e "$file" ] || echo "a file is left: $file"
done
rm -f /run/nicquirk/quirks.index*
end
# By its clock no file is new.
LD_PRELOAD=$BUILD/tests/netns/shim.so "$HELPER" >/run/test/said
check 'without a fault there is one' [ -s /run/nicquirk/quirks.index ]
cp /run/nicquirk/quirks.index /run/test/good

FAULT=$FAULT:$BUILD/tests/netns/shim.so
each_point 'the index' '. /run/test/after' 1 allocation - "$HELPER"
each_point 'the index' '. /run/test/after' 1 allocations - "$HELPER"
each_point 'the index' '. /run/test/after' 3 call ENOSPC "$HELPER"
faults_done
