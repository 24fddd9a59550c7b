#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2154 # both ways with lib.sh
# In a container sysfs shows the host's cards, most of them without an interface: nothing of ours
# acts or waits there, and what is shown are the cards that the container was given.

. "$(dirname "$0")/../faults/lib.sh"

module_folder
card nq0 0000:43:00.0 37d0
rm /sys/devices/pci0000:00/0000:43:00.0/driver
bad_and_good_builds
card nq1 0000:00:19.0
{
	echo
	printf '[tso]\nTitle=Test\nSeverity=critical\nEvidence=B\nMatchDevice=8086:153a\nFeature=tso off\n'
} >>/run/nicquirk/quirks.d/test.quirk
# One of the host's, which the container was not given.
card nq2 0000:00:1f.6
rm -r /sys/devices/pci0000:00/0000:00:1f.6/net /sys/class/net/nq2

status=$("$NQ" status | tail -n +2)
contains 'on a host: all cards are shown' 0000:00:1f.6 "$status"
caused "$NQ" udev-pci 0000:43:00.0
contains 'on a host: a build is pinned' "NICQUIRK_LOAD=$in_tree" "$output"

# contained TEXT: nothing acts
contained() {
	rm -rf /run/modprobe.d
	helper nq1
	is "$1: udev's helper has nothing to say" "0 " "$status $output$log"
	is "$1: and sets nothing" on "$(segmentation nq1)"
	caused "$NQ" udev-pci 0000:43:00.0
	is "$1: no build is pinned" "0 " "$status $output$log"
	check "$1: nor written down" [ ! -e /run/modprobe.d/nicquirk.conf ]
	caused "$NQ" load "$in_tree"
	is "$1: or loaded" "0 " "$status $output$log"
	caused timeout 60 "$NQ" wait --timeout 3600
	is "$1: the barrier does not wait" "0 " "$status $output$log"
	is "$1: the cards are those that it was given" '0000:00:19.0 0000:43:00.0' \
		"$("$NQ" status | awk 'NR > 1 && /^0000/ { print $1 }' | xargs)"
	caused "$NQ" metrics
	is "$1: so they are in metrics" '0000:00:19.0 0000:43:00.0' \
		"$(echo "$output" | sed -n 's/^nicquirk_card_info{slot="\([^"]*\)".*/\1/p' | xargs)"
}

mkdir -p /run/systemd /run/host
echo lxc >/run/systemd/container
contained 'systemd runs in it'
rm /run/systemd/container
echo systemd-nspawn >/run/host/container-manager
contained 'its manager says so'
rm /run/host/container-manager
: >/run/.containerenv
contained 'Podman says so'
rm /run/.containerenv
printf 'HOME=/\0TERM=linux\0container=lxc\0PATH=/bin\0' >/run/test/environ
if cmp -s /run/test/environ /proc/1/environ; then
	contained "PID 1's environment says so"
	printf 'HOME=/\0notcontainer=lxc\0container=\0' >/run/test/environ
	helper nq1
	is 'a word that is like it says nothing' off "$(segmentation nq1)"
fi

# By hand a card that the container was given can be set.
echo lxc >/run/systemd/container
ethtool -K nq1 tso on
"$NQ" apply nq1 >/dev/null
is 'apply by hand sets a card of its own' off "$(segmentation nq1)"

tap_done
