#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What the kernel does not grant is read back and said to be so.

. "$(dirname "$0")/lib.sh"

# Without scatter-gather there is no segmentation: the request is accepted, and in vain.
card nq0 0000:00:19.0
ethtool -K nq0 sg off
is 'segmentation is off for want of scatter-gather' 'off [requested on]' \
	"$(feature nq0 tx-tcp6-segmentation)"
ethtool -K nq0 tx-tcp6-segmentation off
quirk 'Feature=tx-tcp6-segmentation on'
helper nq0
is 'the helper succeeds all the same' 0 "$status"
is 'the feature is still off' 'off [requested on]' "$(feature nq0 tx-tcp6-segmentation)"
is 'udev gets that it failed' failed "$(verdict)"
contains 'the log says so' refused "$log"
"$NQ" status >/dev/null
is 'so does the exit status of status' 1 $?
is 'and its JSON' refused "$(action nq0 tx-tcp6-segmentation)"

card nq1 0000:00:1a.0
quirk 'Feature=lro on'
is 'LRO is fixed on a veth' 'off [fixed]' "$(feature nq1 large-receive-offload)"
helper nq1
is 'what is fixed and wrong has failed' failed "$(verdict)"
is 'nothing is asked' '' "$notifications"

card nq2 0000:00:1b.0
quirk 'Feature=lro off'
helper nq2
is 'what is fixed and right is in order' mitigated "$(verdict)"
is 'nothing is asked' '' "$notifications"
is 'status says fixed' fixed "$(action nq2 rx-lro)"

tap_done
