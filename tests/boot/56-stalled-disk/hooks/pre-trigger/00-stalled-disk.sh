#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Each read takes 6 s, and the kernel itself reads its partitions before it says that it is there.
modprobe null_blk nr_devices=1 gb=1 irqmode=2 completion_nsec=6000000000 &
# udev is asked for the cards once there is the disk. Its event comes when it has answered: no event to wait for.
stalled_tries=0
while [ ! -b /dev/nullb0 ] && [ "$stalled_tries" -lt 100 ]; do
	sleep 0.1
	stalled_tries=$((stalled_tries + 1))
done
[ ! -b /dev/nullb0 ] || echo "stalled-disk: nullb0 is there" > /dev/kmsg
