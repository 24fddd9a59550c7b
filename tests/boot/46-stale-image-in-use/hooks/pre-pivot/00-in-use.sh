#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
udevadm settle
for port in /sys/bus/pci/devices/10000:00:00.0/net/*; do
	ip link set "${port##*/}" up
done
