#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2119,SC2154 # builds have their usual places; what lib.sh sets
# dkms 3.2 moves the kernel's own build away before it installs another, and leaves it in its archive:
# modules.dep and modules.order name none that is still there.
. tests/modules/lib.sh

bad=updates/dkms/i40e.ko
archive=/var/lib/dkms/i40e-intel/original_module/$release/x86_64
archived=$archive/i40e.ko

# fresh [ARCHIVE]: with a card, and with a bad build that has taken the place of the kernel's own
fresh() {
	host
	card 0000:43:00.0 37d0
	bad_build
	good_build
	depmod
	mkdir -p "$root${1-$archive}"
	mv "$modules/$in_tree" "$root${1-$archive}"
	command depmod -b "$root" "$release" 2>/dev/null
}

fresh
decides 'what dkms has moved away is pinned' pin "$archived"
is 'as the in-tree build' '["in-tree","ok"]' "$(json '.modules[0].builds[1] | [.origin, .verdict]')"
is 'depmod cannot be made to prefer it' null "$(json .modules[0].override)"
is 'but dkms to put it back' 1 "$(nicquirk modules | grep -c -x -F \
	'     to have it without nicquirk: dkms remove i40e-intel/2.13.10 --all')"
is 'nor does what is exported name it to depmod' "# NOT SET, depmod does not see what dkms has moved to $archived" \
	"$(nicquirk export depmod)"
is 'udev is given its path' "NICQUIRK_MODULE=pin
NICQUIRK_LOAD=$archived" "$(mkdir "$root/run"; PCI_SLOT_NAME=0000:43:00.0 nicquirk udev-pci 2>/dev/null)"
is 'so is modprobe' "$(install_line "$archived")" "$(grep -v '^#' "$root/run/modprobe.d/nicquirk.conf")"
is 'so is what makes an image' "$bad $archived" "$(nicquirk modules --kernel "$release" --spare)"
nicquirk report >"$scratch/facts"
is 'a facts file decides the same' "$(nicquirk modules)" \
	"$("${BUILD:-build}/nicquirk" --quirks "$scratch/quirks" --facts "$scratch/facts" modules)"
mkdir -p "$root/etc/nicquirk"
printf '[Pin]\ni40e=%s\n' "$archived" >"$root/etc/nicquirk/nicquirk.conf"
decides 'it can be pinned by its path' pin "$archived"
printf '[Pin]\ni40e=2.13.10\n' >"$root/etc/nicquirk/nicquirk.conf"
decides 'and the bad one all the same' keep "$bad"

fresh "$archive/collisions/kernel/drivers/net/ethernet/intel/i40e"
decides 'one of several, too' pin "$archive/collisions/kernel/drivers/net/ethernet/intel/i40e/i40e.ko"

fresh
mv "$root$archived" "$root$archive/ice.ko"
decides 'the file of another module is none' workaround "$bad"

fresh
mkdir -p "$root/var/lib/dkms/i40e-intel/original_module/6.1.0-1-amd64/x86_64"
mv "$root$archived" "$root/var/lib/dkms/i40e-intel/original_module/6.1.0-1-amd64/x86_64"
decides 'nor is that of another kernel' workaround "$bad"

fresh
mv "$root$archived" "$root$archive/other.ko.old"
ln -s other.ko.old "$root$archived"
decides 'nor a link, which dkms does not make' workaround "$bad"

fresh
mkdir -p "$root$archive/a b"
mv "$root$archived" "$root$archive/a b/i40e.ko"
decides 'one whose path is no plain word is not chosen' workaround "$bad"

fresh
good_build
decides 'where the kernel still has its own, that is taken' pin "$in_tree"

# An older bad build by hand, which dkms found in its way.
fresh
build ../../.."$archived" version=2.13.10 srcversion=688C "alias=$x722"
decides 'what is in the archive may be bad, too' workaround "$bad"

fresh
build "$bad" version=2.14.13 srcversion=CAFE "alias=$x722"
decides 'a good build of dkms is kept' keep "$bad"
is 'and nothing is put beside it in an image' '' "$(nicquirk modules --kernel "$release" --spare)"

if kmod --version | grep -q +XZ; then
	fresh
	xz --check=crc32 "$root$archived"
	decides 'a compressed one is read' pin "$archived.xz"
fi
tap_done
