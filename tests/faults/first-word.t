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
for kind in 'call EIO' 'call ENOENT' 'call ENOMEM' 'call EINTR' 'short -' 'rubbish -' 'allocation -' 'allocations -'; do
	# shellcheck disable=SC2086 # two words
	each_point 'a card of which nothing is asked' '. /run/test/after' 1 $kind "$first_word" 0000:00:19.0
done
faults_done
