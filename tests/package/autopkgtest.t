#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# debian/tests by autopkgtest, of the sources and the package that build.t has left.
# AUTOPKGTESTS=boots: that one, which makes a Debian to boot first.
# shellcheck disable=SC2154 # what it sources sets them
set -u
. tests/package/lib.sh

root=$(debian autopkgtest autopkgtest,debian-archive-keyring,dpkg-dev,initramfs-tools,systemd-sysv) || exit 1
for name in ${AUTOPKGTESTS-command}; do
	inside "$root" sh -euc "apt-get -q update
		autopkgtest --test-name=$name --no-built-binaries /srv/one/nicquirk_*.deb /srv/source/nicquirk_*.dsc -- null" \
		> "$folder/autopkgtest-$name.log" 2>&1
	tap $? "autopkgtest $name passes on $suite" < <(tail -n 40 "$folder/autopkgtest-$name.log")
done
tap_done
