#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2016,SC2119,SC2154 # names that a shell must not expand; what lib.sh sets
# Names of folders and versions that would be commands, if a shell or modprobe.d got to see them.
. tests/modules/lib.sh

hostile='updates/$(touch pwned);touch pwned&
install e1000e touch pwned/i40e.ko'

fresh() {
	host
	conf=$root/run/modprobe.d/nicquirk.conf
	mkdir -p "$root/run" "$root/etc/nicquirk"
	card 0000:43:00.0 37d0
}

udev() {
	output=$(PCI_SLOT_NAME=0000:43:00.0 nicquirk udev-pci 2>"$scratch/said")
}

fresh
bad_build
build "$hostile" version=2.14.13 "alias=$x722"
depmod
decides 'a build of such a name is not chosen' workaround updates/dkms/i40e.ko
is 'but it is seen' "$hostile" "$(nicquirk --json modules | jq -r '.modules[0].builds[1].path')"
printf '[Pin]\ni40e=2.14.13\n' >"$root/etc/nicquirk/nicquirk.conf"
decides 'not even where it is pinned' workaround updates/dkms/i40e.ko
udev
is 'udev and modprobe never hear of it' ' 1' "$output $(test -e "$conf"; echo $?)"
is 'nor does what makes an image' '' "$(nicquirk modules --kernel "$release" --spare)"
is 'what is shown of it, and of its pin, stays in their lines' 2 "$(nicquirk modules 2>&1 | grep -c touch)"

fresh
build "$hostile" "alias=$x722"
good_build
depmod
sed -i /MatchDriverVersion/d "$scratch/quirks/test.quirk"
udev
is 'such a name of what is avoided: another is loaded' "NICQUIRK_MODULE=pin
NICQUIRK_LOAD=$in_tree" "$output"
is 'and the name stays in the comment' "$(install_line "$in_tree")" \
	"$(grep -v '^#' "$conf")"

fresh
bad_build 'updates/i40e.ko'
build extra/i40e.ko 'version=2.14.13\x0ainstall e1000e touch pwned' "alias=$x722"
depmod
udev
is 'a version of two lines: it is chosen all the same' "NICQUIRK_MODULE=pin
NICQUIRK_LOAD=extra/i40e.ko" "$output"
is 'and stays in the comment' "$(install_line extra/i40e.ko)" \
	"$(grep -v '^#' "$conf")"
is 'a facts file of it is read the same' 1 \
	"$(nicquirk report >"$scratch/facts"
	nicquirk --facts "$scratch/facts" modules 2>&1 | grep -c 'install e1000e touch.*out-of-tree')"
jq '.modules[0].builds[1].version = "2.14.13\ninstall e1000e touch pwned"' "$scratch/facts" >"$scratch/hostile"
is 'a hostile facts file too: what is exported is one line and comments' 'override i40e' \
	"$(nicquirk --facts "$scratch/hostile" export depmod | sed '/^#/d; s/ [^ ]* extra$//')"
tap_done
