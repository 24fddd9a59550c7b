#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2119,SC2154 # builds have their usual places; what lib.sh sets
# /run/modprobe.d/nicquirk.conf as an old image leaves it on a host where the package is removed.
. tests/modules/lib.sh

program=$scratch/nicquirk
mkdir "$scratch/bin"
for name in modprobe nicquirk; do
	printf '#!/bin/sh\necho "%s $*"\n' "$name" >"$scratch/bin/$name"
	chmod +x "$scratch/bin/$name"
done

# fresh: a host with an X722 and another card in use, and a disk
fresh() {
	host
	cp -a tests/root/root-sata/tree/proc tests/root/root-sata/tree/sys "$root"
	echo "$release" >"$root/proc/sys/kernel/osrelease"
	mkdir -p "$root/run"
	card 0000:43:00.0 37d0
	card 0000:00:19.0 153a e1000e
}

# decide: what udev has decided when it sees the card
decide() {
	depmod
	PCI_SLOT_NAME=0000:43:00.0 nicquirk udev-pci 2>"$scratch/said"
}

# modprobe_says [OPTION...]: what the real one comes to, by that file. It runs the program of the
# test in place of the installed one, and another modprobe than itself to insert a module.
modprobe_says() {
	mkdir -p "$scratch/modprobe.d"
	sed "s|/usr/bin/nicquirk|$program|g" "$root/run/modprobe.d/nicquirk.conf" \
		>"$scratch/modprobe.d/nicquirk.conf"
	PATH=$scratch/bin:$PATH "$modprobe" -C "$scratch/modprobe.d" -d "$root" -S "$release" i40e "$@" 2>&1
}
modprobe=$(PATH=$PATH:/sbin:/usr/sbin command -v modprobe)

fresh
bad_build
good_build
is 'a pin is decided for' "NICQUIRK_MODULE=pin
NICQUIRK_LOAD=$in_tree" "$(decide)"
cp "$scratch/bin/nicquirk" "$program"
is 'modprobe runs the program' "nicquirk load $in_tree" "$(modprobe_says)"
rm "$program"
is 'without the program it inserts the module' 'modprobe --ignore-install i40e' \
	"$(modprobe_says | sed 's/ *$//')"
is 'with its options' 'modprobe --ignore-install i40e debug=16' "$(modprobe_says debug=16 | sed 's/ *$//')"

fresh
quirk
bad_build
is 'a blacklist is decided for' NICQUIRK_MODULE=blacklist "$(decide)"
cp "$scratch/bin/nicquirk" "$program"
is 'modprobe says who keeps it out' 'nicquirk keeps i40e from loading' "$(modprobe_says | head -n 1)"
modprobe_says >"$scratch/said"
is 'and fails' 1 $?
rm "$program"
is 'without the program that module is inserted, too' 'modprobe --ignore-install i40e' \
	"$(modprobe_says | sed 's/ *$//')"
is 'and nothing keeps it from being found by its alias' '' \
	"$(grep ^blacklist "$root/run/modprobe.d/nicquirk.conf")"
tap_done
