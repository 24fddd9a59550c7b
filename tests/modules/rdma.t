#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2119,SC2154 # builds have their usual places; what lib.sh sets
# What a pin means for irdma: it needs symbols that the avoided build may not export, so that
# modprobe knows of no dependency.
. tests/modules/lib.sh

in_tree_irdma=kernel/drivers/infiniband/hw/irdma/irdma.ko
program=$scratch/nicquirk
mkdir "$scratch/bin"
for name in modprobe nicquirk; do
	printf '#!/bin/sh\necho "%s $*"\n' "$name" >"$scratch/bin/$name"
	chmod +x "$scratch/bin/$name"
done
modprobe=$(PATH=$PATH:/sbin:/usr/sbin command -v modprobe)

# fresh: a host with an X722, the two builds of case 2, and irdma as the kernel has it
fresh() {
	host
	mkdir -p "$root/run"
	conf=$root/run/modprobe.d/nicquirk.conf
	card 0000:43:00.0 37d0
	bad_build
	good_build
}

# decide: what udev has decided when it sees the card
decide() {
	depmod
	PCI_SLOT_NAME=0000:43:00.0 nicquirk udev-pci >/dev/null 2>"$scratch/said"
}

# modprobe_says: what the real one does for irdma, by that file; with the program of the test
modprobe_says() {
	mkdir -p "$scratch/modprobe.d"
	sed "s|/usr/bin/nicquirk|$program|g" "$conf" >"$scratch/modprobe.d/nicquirk.conf"
	PATH=$scratch/bin:$PATH "$modprobe" -C "$scratch/modprobe.d" -d "$root" -S "$release" irdma 2>&1 |
		sed 's/ *$//'
}

fresh
build "$in_tree_irdma" intree=Y alias=auxiliary:i40e.iwarp alias=auxiliary:ice.iwarp
decide
cp "$scratch/bin/nicquirk" "$program"
is 'modprobe irdma brings the pinned i40e first' 'modprobe -a i40e
modprobe --ignore-install irdma' "$(modprobe_says)"
rm "$program"
is 'not where nicquirk is gone' 'modprobe --ignore-install irdma' "$(modprobe_says)"
is 'i40e has its own line' "$(install_line "$in_tree")" "$(grep '^install i40e ' "$conf")"
is '"modules" says so' 1 "$(nicquirk modules |
	grep -c "^ *irdma: $in_tree_irdma works with the pinned build, which modprobe loads before it\$")"
is 'and JSON' true "$(json '.modules[0].rdma | startswith("irdma: ")')"
is 'irdma is no driver of a card' '["i40e"]' "$(json '[.modules[].name]')"
nicquirk report >"$scratch/report"
is 'another machine says the same' "$(nicquirk modules)" "$("${BUILD:-build}/nicquirk" --facts "$scratch/report" \
	--quirks "$scratch/quirks" modules)"

printf '[no-irdma]\nTitle=t\nSeverity=major\nEvidence=B\nMatchDriver=i40e\nBlacklist=irdma\n' \
	>"$scratch/quirks/irdma.quirk"
decide
is 'one that a quirk keeps out has no line' 0 "$(grep -c '^install irdma' "$conf")"

fresh
build updates/dkms/irdma.ko version=1.9.30 alias=auxiliary:ice_sw.roce
build "$in_tree_irdma" intree=Y alias=auxiliary:i40e.iwarp
decide
is 'one from outside the tree that does not know what the in-tree i40e offers' 1 "$(nicquirk modules |
	grep -c '^ *irdma: updates/dkms/irdma.ko does not take what the pinned in-tree build of i40e offers: no RDMA')"

fresh
build extra/irdma.ko version=1.9.30 alias=auxiliary:i40e.iwarp
decide
is 'one from outside the tree that does' 1 "$(nicquirk modules |
	grep -c '^ *irdma: extra/irdma.ko is out-of-tree, the pinned build of i40e in-tree: the kernel may refuse it')"

fresh
decide
is 'a host without it: nothing' '0 null' "$(grep -c irdma "$conf") $(json '.modules[0].rdma')"

fresh
rm "$modules/updates/dkms/i40e.ko"
build "$in_tree_irdma" intree=Y alias=auxiliary:i40e.iwarp
decide
is 'nothing is pinned: nothing' '1 null' "$(test -e "$conf"; echo $?) $(json '.modules[0].rdma')"

tap_done
