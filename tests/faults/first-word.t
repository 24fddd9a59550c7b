#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2154,SC2034 # both ways with lib.sh
# nicquirk-pci with one thing after the other that fails. The command that it would become is not there: what
# it becomes cannot be followed here, but it has to end, and to leave the card to udev.

. "$(dirname "$0")/lib.sh"

card nq1 0000:00:19.0
mkdir /run/test/bin
cp "$BUILD/nicquirk-pci" /run/test/bin
# One that is installed would be found.
if [ -e /usr/bin/nicquirk ]; then
	mount --bind /dev/null /usr/bin/nicquirk || exit 1
fi
first_word=/run/test/bin/nicquirk-pci
is 'it has nothing to say when nothing fails' '' "$("$first_word" 0000:00:19.0 2>&1)"

cat >/run/test/after <<'end'
[ -z "$OUTPUT" ] || echo "printed: $OUTPUT"
dd if=/run/test/kmsg iflag=nonblock bs=64k of=/dev/null 2>/dev/null || true
end
# try_each TEXT KIND...: each point of these kinds
try_each() {
	text=$1
	shift
	for kind; do
		# shellcheck disable=SC2086 # two words
		each_point "$text" '. /run/test/after' 1 $kind "$first_word" 0000:00:19.0
	done
}
set -- 'call EIO' 'call ENOENT' 'call ENOMEM' 'call EINTR' 'short -' 'rubbish -'
try_each 'a card of which nothing is asked' "$@" 'allocation -' 'allocations -'
# By its index, as on a host whose files are not new.
mkdir -p /run/test/units
LD_PRELOAD="$BUILD/tests/netns/shim.so" SHIM_AHEAD=100 "$BUILD/nicquirk-generator" /run/test/units
check 'there is an index' [ -e /run/nicquirk/modules.index ]
# It asks for no memory then.
try_each 'the same by the index' "$@"
faults_done
