#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# One segmentation that is left on keeps TSO on: only that one is changed, and it is noticed.

. "$(dirname "$0")/lib.sh"

card nq0 0000:00:19.0
quirk 'Feature=tso off'
ethtool -K nq0 tso off
ethtool -K nq0 tx-tcp6-segmentation on
is 'one is on' on "$(feature nq0 tx-tcp6-segmentation)"
"$NQ" status >/dev/null
is 'status sees that' 1 $?
is 'it says which' needed "$(action nq0 tx-tcp6-segmentation)"

helper nq0
is 'it is switched off' off "$(segmentation nq0)"
is 'with one request' "features $(ifindex nq0)" "$notifications"
contains 'the log names it' tx-tcp6-segmentation "$log"
case $log in
*tx-tcp-segmentation*) is 'and no other' '' "$log" ;;
*) is 'and no other' '' '' ;;
esac
"$NQ" status >/dev/null
is 'status is content' 0 $?
is 'it says that it was done' 'done' "$(action nq0 tx-tcp6-segmentation)"
is 'the others were right before' already "$(action nq0 tx-tcp-segmentation)"

tap_done
