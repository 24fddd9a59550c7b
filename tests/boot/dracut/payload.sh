#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2154 # NEWROOT: dracut's own
cp -a /payload/. "$NEWROOT"/
read -r now _ < /proc/uptime
echo "$now 0 - switch-root" >> /run/boot-test/record
