#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# No setting of any other interface is touched, and none of this one that no quirk names.

. "$(dirname "$0")/lib.sh"

card nq0 0000:00:19.0
card nq1 0000:00:1a.0 10d3
ip link add nq2 type veth peer name nq3
quirk 'Feature=tso off'
others=$(for name in nq0-peer nq1 nq1-peer nq2 nq3; do settings "$name"; done)
rest=$(settings nq0 | grep -v -e 'tx-tcp.*-segmentation' -e tcp-segmentation-offload)
helper nq0
is 'the affected interface is cured' off "$(segmentation nq0)"
is 'its other settings are as before' "$rest" \
	"$(settings nq0 | grep -v -e 'tx-tcp.*-segmentation' -e tcp-segmentation-offload)"
caused "$NQ" apply
is 'apply to all cards succeeds' 0 "$status"
helper nq1
is 'the helper has nothing to say of another model' '' "$output$log"
is 'no other interface has changed' "$others" \
	"$(for name in nq0-peer nq1 nq1-peer nq2 nq3; do settings "$name"; done)"

tap_done
