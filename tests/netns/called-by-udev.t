#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# How udev calls the helper, and how it does not.

. "$(dirname "$0")/lib.sh"

card nq0 0000:00:19.0
quirk 'Feature=tso off'

for bad in '' IFINDEX= IFINDEX=0 IFINDEX=-1 IFINDEX=eth0 IFINDEX=2x IFINDEX=99999999999; do
	caused env -i PATH="$PATH" INTERFACE=nq0 ${bad:+"$bad"} "$HELPER"
	is "called with '$bad': wrong usage" 2 "$status"
	is "called with '$bad': nothing for udev" '' "$output"
	check "called with '$bad': says what is wrong" [ -n "$log" ]
done
is 'no setting was touched' on "$(segmentation nq0)"

caused env -i PATH="$PATH" IFINDEX=9999 "$HELPER"
is 'an interface that is gone: succeeds' 0 "$status"
is 'an interface that is gone: says nothing' '' "$output$log"
helper lo
is 'an interface without a PCI function: succeeds' 0 "$status"
is 'an interface without a PCI function: says nothing' '' "$output$log"

caused env -i PATH="$PATH" IFINDEX="$(ifindex nq0)" "$HELPER"
is 'the ifindex alone is enough' off "$(segmentation nq0)"

tap_done
