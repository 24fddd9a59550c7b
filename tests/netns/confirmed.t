#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2154 # what lib.sh sets
# What the store of incidents says of a card decides in the helper too: which step is taken, whose store
# counts, and what is left alone once somebody has changed it.

. "$(dirname "$0")/lib.sh"

store=/var/lib/nicquirk/incidents
mkdir -p /var/lib/nicquirk
rm -f /etc/machine-id
echo 0123456789abcdef0123456789abcdef >/etc/machine-id

# incident STEPS [DEVICE]: a hang of the card in that slot, long ago
incident() {
	printf '%s\n-\n8086:%s 1028:05a4 - 0000:00:19.0 tx-hang b 1000 1010 5 6.8 in-tree - - %s\n' \
		"${machine_id:-0123456789abcdef0123456789abcdef}" "${2:-153a}" "$1" >$store
	chmod 600 $store
}

card nq0 0000:00:19.0
quirk 'Confirm=tx-hang' 'Feature=tso off' 'Step=2' 'Feature=gso off'
sed -i 's/^Evidence=.*/Evidence=C/' /run/nicquirk/quirks.d/test.quirk

helper nq0
is 'without an incident nothing is set' 'on watched' "$(segmentation nq0) $(verdict)"
contains 'the kernel log has the step in force all the same' 'nq0 (0000:00:19.0): test step 0: in place' "$log"

# Another quirk sets what that one waits to set.
sed 's/^\[test\]/[other]/; s/^Evidence=.*/Evidence=B/; /^Confirm=/d; /^Step=/,$d' /run/nicquirk/quirks.d/test.quirk \
	>/run/nicquirk/quirks.d/other.quirk
helper nq0
contains 'the kernel log has what another quirk has just put in force' 'nq0 (0000:00:19.0): test step 1: in place' "$log"
"$NQ" revert >/dev/null
rm /run/nicquirk/quirks.d/other.quirk

incident test=0
helper nq0
is 'an incident confirms' 'off on mitigated' "$(segmentation nq0) $(feature nq0 generic-segmentation-offload) $(verdict)"
contains 'the kernel log has the step' 'nq0 (0000:00:19.0): test step 1: tx-tcp-segmentation off' "$log"
ethtool -K nq0 tso on
helper nq0
is 'what somebody has changed is left alone' 'on needs-action' "$(segmentation nq0) $(verdict)"
contains 'and is not in force' 'test step 0: in place' "$log"
"$NQ" revert >/dev/null

incident test=1
helper nq0
is 'one with a step in force takes the next' 'off off mitigated' \
	"$(segmentation nq0) $(feature nq0 generic-segmentation-offload) $(verdict)"
"$NQ" revert >/dev/null

incident test=2
helper nq0
is 'with the last one it has failed, and all is set' 'off off failed' \
	"$(segmentation nq0) $(feature nq0 generic-segmentation-offload) $(verdict)"
"$NQ" revert >/dev/null

incident test=0 153b
helper nq0
is 'of another card in that slot: nothing' 'on watched' "$(segmentation nq0) $(verdict)"
replaced='nq0 (0000:00:19.0): another card was in its slot: 1 incident of that one not counted, drop with: nicquirk incidents --forget 0000:00:19.0'
contains 'status says that it was replaced' "$replaced" "$("$NQ" status)"
contains 'incidents does, too' "$replaced" "$("$NQ" incidents)"
is 'nothing is wrong with that store' '0 ' "$("$NQ" validate >/run/test/said 2>&1; echo $?) $(cat /run/test/said)"
is 'the line to paste drops it' '1 incident forgotten.' "$("$NQ" incidents --forget 0000:00:19.0)"
is 'and that is the end of it' 0 "$("$NQ" status | grep -c 'another card')"

machine_id=fedcba9876543210fedcba9876543210 incident test=0
helper nq0
is 'a store of another machine: nothing' 'on watched' "$(segmentation nq0) $(verdict)"
contains 'which is said' 'of another machine' "$log"
contains 'by status, too' "$store:1: of another machine (a copied disk?)" "$("$NQ" status 2>&1)"
contains 'and by validate' "2 $store:1: of another machine (a copied disk?)" \
	"$("$NQ" validate >/run/test/said 2>&1; echo $?) $(cat /run/test/said)"
is 'which looks at a file, too' "$(cat /run/test/said)" "$("$NQ" validate $store 2>&1)"
incident test=0
echo rubbish >>$store
is 'validate names a line that is no incident' "2 $store:4: no incident, ignored" \
	"$("$NQ" validate >/run/test/said 2>&1; echo $?) $(cat /run/test/said)"
incident test=0
sed -i 's/ tx-hang / tx-jam /' $store
is 'and a kind that nobody knows' \
	"2 $store:3: 'tx-jam' is no kind that this version knows: kept, and confirms nothing" \
	"$("$NQ" validate >/run/test/said 2>&1; echo $?) $(cat /run/test/said)"

incident test=0
chmod 666 $store
helper nq0
is 'one that others may write to: nothing' 'on watched' "$(segmentation nq0) $(verdict)"
contains 'which is said' 'refused' "$log"

rm $store
mkfifo $store
helper nq0
is 'one that is no file holds nothing up' '0 on watched' "$status $(segmentation nq0) $(verdict)"

tap_done
