#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# revert puts back what apply found, that and no more.

. "$(dirname "$0")/lib.sh"

card nq0 0000:00:19.0
quirk 'Feature=tso off' 'Feature=gso off'
ethtool -K nq0 tx-tcp-ecn-segmentation off
before=$(settings nq0)
helper nq0
is 'the cure has changed something' off "$(segmentation nq0)"
caused "$NQ" revert nq0
is 'revert succeeds' 0 "$status"
is 'all settings are as they were' "$before" "$(settings nq0)"
caused "$NQ" revert nq0
is 'a second revert succeeds' 0 "$status"
is 'it changes nothing' '' "$notifications"
is 'the settings are still as they were' "$before" "$(settings nq0)"

caused "$NQ" apply nq0
is 'apply by hand succeeds' 0 "$status"
is 'it does what the helper does' off "$(segmentation nq0)"
caused "$NQ" apply nq0
is 'a second apply succeeds' 0 "$status"
is 'it changes nothing' '' "$notifications"
ethtool -K nq0 gso on
changed=$(feature nq0 generic-segmentation-offload)
ethtool -K nq0 rx-gro-list on
caused "$NQ" revert
is 'revert of every card succeeds' 0 "$status"
is 'what somebody has switched on again stays on' "$changed" \
	"$(feature nq0 generic-segmentation-offload)"
is 'what somebody has set besides stays' on "$(feature nq0 rx-gro-list)"
ethtool -K nq0 rx-gro-list off
is 'the rest is as it was' "$before" "$(settings nq0)"

# Applied twice with a hand in between: what was found the first time counts.
caused "$NQ" apply nq0
ethtool -K nq0 tx-tcp6-segmentation on
caused "$NQ" apply nq0
is 'what was changed back by hand is cured again' off "$(segmentation nq0)"
caused "$NQ" revert nq0
is 'revert goes back to the beginning' "$before" "$(settings nq0)"

# A quirk that has changed its mind: what the first of them found counts.
quirk 'Feature=tx-tcp6-segmentation off'
caused "$NQ" apply nq0
quirk 'Feature=tx-tcp6-segmentation on'
caused "$NQ" apply nq0
is 'what is asked for now is so' on "$(feature nq0 tx-tcp6-segmentation)"
caused "$NQ" revert nq0
is 'revert goes back to what was there before both' "$before" "$(settings nq0)"

# What cannot be put back is not forgotten: LRO is fixed on a veth.
records=/run/nicquirk/records/0000:00:19.0
mkdir -p /run/nicquirk/records
echo "$(ifindex nq0) feature rx-lro on off granted" >>$records
caused "$NQ" revert nq0
is 'what cannot be put back is said' 'nq0: 1 could not be put back' "$output"
is 'as the exit status says' 1 "$status"
caused "$NQ" revert nq0
is 'its record is kept' 'nq0: 1 could not be put back' "$output"
rm $records

caused "$NQ" apply no-such-interface
is 'an interface that does not exist cannot be cured' 2 "$status"

# Without scatter-gather there is no segmentation, but the kernel keeps in mind who asked for it.
card nq1 0000:00:1a.0
quirk 'Feature=tx-tcp6-segmentation on'
ethtool -K nq1 tx-tcp6-segmentation off sg off
before=$(settings nq1)
caused "$NQ" apply nq1
is 'what is asked for in vain is a wish' 'off [requested on]' \
	"$(feature nq1 tx-tcp6-segmentation)"
caused "$NQ" revert nq1
is 'revert takes the wish back' "$before" "$(settings nq1)"

ethtool -K nq1 tx-tcp6-segmentation on
before=$(settings nq1)
caused "$NQ" apply nq1
caused "$NQ" revert nq1
is 'a wish of somebody else stays' "$before" "$(settings nq1)"

quirk 'Feature=sg on' 'Feature=tso off'
before=$(settings nq1)
caused "$NQ" apply nq1
is 'what was a wish before does not come true with a cure' off "$(segmentation nq1)"
caused "$NQ" revert nq1
is 'it is a wish again after revert' "$before" "$(settings nq1)"
is 'and that is no failure' 0 "$status"

tap_done
