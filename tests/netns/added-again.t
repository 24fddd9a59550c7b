#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2154 # set by lib.sh
# udev comes by again, after switch-root or by hand: what the owner has changed since is left alone, and what
# was never set is set.

. "$(dirname "$0")/lib.sh"

card nq0 0000:00:19.0
quirk 'Feature=tso off' 'Feature=tx-generic-segmentation off'
helper nq0
is 'the first time all is set' off "$(segmentation nq0)"
helper nq0
is 'the second time there is nothing to set' '' "$notifications"
is 'which is in order' mitigated "$(verdict)"

ethtool -K nq0 tx-tcp6-segmentation on
helper nq0
is 'what the owner has switched on stays on' on "$(feature nq0 tx-tcp6-segmentation)"
is 'nothing is asked of the kernel' '' "$notifications"
is 'and udev gets that it is not in place' needs-action "$(verdict)"
is 'status knows why' changed "$(action nq0 tx-tcp6-segmentation)"

ethtool -K nq0 gso on
quirk 'Feature=tso off' 'Feature=tx-generic-segmentation off' 'Feature=rx-gro-list on'
helper nq0
is 'what a newer quirk asks is set beside it' on "$(feature nq0 rx-gro-list)"
is 'and all else is as the owner left it' 'on on' \
	"$(feature nq0 tx-tcp6-segmentation) $(feature nq0 generic-segmentation-offload)"

caused "$NQ" apply nq0
is 'by hand it is set again' 'off off' \
	"$(feature nq0 tx-tcp6-segmentation) $(feature nq0 generic-segmentation-offload)"

tap_done
