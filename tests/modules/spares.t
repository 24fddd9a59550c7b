#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2119,SC2154 # builds have their usual places; what lib.sh sets
# Which builds an image has to hold beside those that depmod prefers. The host has no card: an
# image may be made in a chroot, and for another host.
. tests/modules/lib.sh

bad=updates/dkms/i40e.ko
good=updates/i40e/i40e.ko

spares() {
	nicquirk modules --kernel "$release" --spare 2>"$scratch/said"
}

configuration() {
	mkdir -p "$root/etc/nicquirk"
	printf '%s\n' "$@" >"$root/etc/nicquirk/nicquirk.conf"
}

host
bad_build
good_build
depmod
is "beside a bad build, the kernel's own" "$bad $in_tree" "$(spares)"
echo nicquirk=off >"$root/proc/cmdline"
is 'whatever the command line of this boot says' "$bad $in_tree" "$(spares)"
build "$good" version=2.14.13 srcversion=CAFE "alias=$x722"
is 'and another good one' "$bad $in_tree
$bad $good" "$(spares | sort)"
build "$good" version=2.13.10 srcversion=688C "alias=$x722"
is 'not a second bad one' "$bad $in_tree" "$(spares)"
configuration '[Pin]' i40e=2.13.10
is 'unless the configuration may mean it' "$bad $in_tree
$bad $good" "$(spares | sort)"
configuration '[Skip]' Quirk=bad
is 'none where the quirk is switched off' '' "$(spares)"

host
bad_build
good_build
depmod
quirk MatchDevice=8086:37d0 'Feature=ntuple off'
is 'a quirk of some cards counts: which will be there is not known' "$bad $in_tree" "$(spares)"
sed -i s/Evidence=A/Evidence=C/ "$scratch/quirks/test.quirk"
is 'one that only advises does not' '' "$(spares)"
quirk
sed -i 's/^Build=avoid/Feature=rx-gro off\nStep=2\n&/' "$scratch/quirks/test.quirk"
is 'nor does a step that is not taken' '' "$(spares)"
configuration '[Step]' bad=2
is 'unless the configuration takes it' "$bad $in_tree" "$(spares)"

host
build "$bad" version=2.14.13 srcversion=CAFE "alias=$x722"
good_build
depmod
is 'none beside a good build of others' '' "$(spares)"
configuration '[Pin]' i40e=in-tree
is 'but where it is pinned' "$bad $in_tree" "$(spares)"

host
good_build
depmod
is "none beside the kernel's own" '' "$(spares)"
is 'and nothing was wrong' '' "$(cat "$scratch/said")"
tap_done
