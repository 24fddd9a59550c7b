#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What export writes, read by the programs that it is for: those of a Debian, on a veth that stands for the
# card. A veth has no PCI parent, so where a file goes by it, the test makes it go by the name.
# usage: programs.t SUITE
# shellcheck disable=SC2154 # what lib.sh sets
set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/export/lib.sh
nicquirk=$PWD/${BUILD:-build}/nicquirk
enter systemd "$NICQUIRK_TEST_ROOTS/ifupdown2"
enter others "$NICQUIRK_TEST_ROOTS/ifupdown"

# export FORMAT FILE: the plan of host.json
export_to() {
	mkdir -p "$(dirname "$2")"
	"$nicquirk" --root "$scratch/none" --quirks "tests/export/${database:-quirks}" --facts tests/export/host.json \
		export "$1" >"$2" 2>"$scratch/said"
}

# states TEXT FILE: the reason, and that there is no word for what there is none for
states() {
	missing=
	for left in "${@:3}"; do
		grep -q "^# NOT SET.*: $left" "$2" || missing="$missing, $left"
	done
	[ -z "$missing" ] && [ "$(grep -c 'NOT SET' "$2")" -eq $(($# - 2)) ] &&
		grep -q '# all: Needs a bit of everything' "$2" && grep -q '# https://example.org/all' "$2" &&
		grep -q '^# Not exported, advice only (evidence C): .* advice: Seen once' "$2" &&
		! grep -q 0000:02:00.0 "$2"
	tap $? "$1 says why, and what it cannot say" <"$2"
}

# Without this the rest proves nothing.
new_eno1
is 'the veth has TSO over IPv4 and IPv6, GSO and GRO on' 4 \
	"$(ethtool -k eno1 | grep -cE '(tx-tcp-segmentation|tx-tcp6-segmentation|generic-.*-offload): on')"

# link: as udev applies it
link=$scratch/systemd/etc/systemd/network/10-test.link
export_to link "$link"
states link "$link" 'feature rxhash off' 'private-flag disable-k1 on' 'aspm l1_aspm off'
is 'link goes by the slot' "Path=pci-$slot" "$(grep ^Path= "$link")"
is 'it keeps the naming of the file that ships with systemd' \
	"$(grep ^NamePolicy= "$scratch/systemd/usr/lib/systemd/network/99-default.link")" \
	"$(grep ^NamePolicy= "$link")"
# A section of systemd 258: an older one leaves it out with a warning.
sed -i '/^# systemd 258/,/^Enable=/d' "$link"

# complaints FILE: what udevd had to say of it
complaints() {
	grep -iE "$1.*(unknown|invalid|unexpected|failed|ignor)" "$scratch/udevd"
}
# link_of_card: the file that udev applied to it, by its own record
link_of_card() {
	within systemd udevadm info --query=property /sys/class/net/eno1 | sed -n 's/^ID_NET_LINK_FILE=//p'
}
udevd_start
plug
udevd_stop
is 'a new card gets the .link file from udevd' /etc/systemd/network/10-test.link "$(link_of_card)"
complaints 10-test.link >"$scratch/said"
is 'which takes it without a word' '' "$(cat "$scratch/said")"
is_cured 'and switches TSO, GSO and GRO off by it' 'ecn|mangleid'
database=words export_to link "$link"
udevd_start
plug
udevd_stop
complaints 10-test.link >"$scratch/said"
[ "$(grep -c '=no$' "$link")" -gt 10 ] && [ "$(link_of_card)" = /etc/systemd/network/10-test.link ] &&
	[ ! -s "$scratch/said" ]
tap $? 'udevd knows every word for an offload' <"$scratch/said"
echo NoSuchKey=no >>"$link"
udevd_start
udevd_stop
complaints 10-test.link | grep -q NoSuchKey
tap $? 'of one that it does not know it would say so' < <(grep 10-test "$scratch/udevd")
rm "$link"

# networkd: a unit
unit=$scratch/systemd/etc/systemd/system/test.service
export_to networkd "$unit"
states networkd "$unit"
within systemd systemd-analyze verify --man=no /etc/systemd/system/test.service >"$scratch/said" 2>&1
result=$?
[ "$result" -eq 0 ] && ! grep test.service "$scratch/said"
tap $? 'systemd takes the unit without a word' <"$scratch/said"
sed 's/^ExecStart=/&-/; s/^ExecStart=.*/NoSuchKey=yes/' "$unit" >"$unit.new" && mv "$unit.new" "$unit"
within systemd systemd-analyze verify --man=no /etc/systemd/system/test.service 2>&1 | grep -q NoSuchKey
tap $? 'of a bad unit it would say so' <"$unit"
export_to networkd "$unit"
new_eno1
mkdir -p "$scratch/systemd/tmp/devices/$slot/net/eno1" "$scratch/systemd/tmp/devices/$slot/link"
# What systemd makes of the line: two dollars are one.
sed -n 's/^ExecStart=-//; s/[$][$]/$/g; s|/sys/bus/pci/devices|/tmp/devices|; /^\/bin\/sh/p' "$unit" \
	>"$scratch/systemd/tmp/commands"
within systemd sh /tmp/commands >"$scratch/said" 2>&1
is_cured 'its commands switch TSO, GSO and GRO off'
is 'and ASPM' 0 "$(cat "$scratch/systemd/tmp/devices/$slot/link/l1_aspm")"

# udev
rules=$scratch/systemd/etc/udev/rules.d/70-test.rules
export_to udev "$rules"
states udev "$rules"
is 'every rule goes by the slot' "$(grep -c ^ACTION "$rules")" "$(grep -c "KERNELS\?==\"$slot\"" "$rules")"
sed -i "s/SUBSYSTEMS==\"pci\", KERNELS==\"$slot\"/KERNEL==\"eth0\"/" "$rules"
udevd_start
plug
udevd_stop
complaints 70-test.rules | grep -v 'Command .* returned' >"$scratch/said"
grep -q 'Reading rules file: /etc/udev/rules.d/70-test.rules' "$scratch/udevd" && [ ! -s "$scratch/said" ]
tap $? 'udevd takes the rules without a word' <"$scratch/said"
is_cured 'and switches TSO, GSO and GRO off by them, though the next fail'
is 'each setting is tried' 6 "$(grep -c "Starting '/usr/sbin/ethtool" "$scratch/udevd")"

# ifupdown2 and ifupdown
export_to ifupdown2 "$scratch/systemd/tmp/interfaces"
states ifupdown2 "$scratch/systemd/tmp/interfaces"
within systemd ifquery -i /tmp/interfaces eno1 >"$scratch/said" 2>&1 && grep -q 'tso-offload off' "$scratch/said"
tap $? 'ifupdown2 reads the stanza' <"$scratch/said"
new_eno1
within systemd ifup -i /tmp/interfaces eno1 >"$scratch/said" 2>&1
result=$?
tap "$result" 'ifupdown2 raises the interface with it' <"$scratch/said"
is_cured 'ifupdown2 switches TSO, GSO and GRO off by it'

export_to ifupdown "$scratch/others/tmp/interfaces"
states ifupdown "$scratch/others/tmp/interfaces"
printf '\nauto vmbr0\niface vmbr0 inet manual\n    bridge_ports eno1\n' >>"$scratch/others/tmp/interfaces"
within others ifquery -i /tmp/interfaces eno1 >"$scratch/said" 2>&1 &&
	[ "$(grep -c ^pre-up: "$scratch/said")" -eq 7 ]
tap $? 'ifupdown reads the stanza' <"$scratch/said"
within others ifup -a --no-act -v -i /tmp/interfaces >"$scratch/said" 2>&1
is 'and runs it before the bridge' 'lo eno1 vmbr0' \
	"$(sed -n 's/.*[Cc]onfiguring interface \([a-z0-9]*\)=.*/\1/p' "$scratch/said" | paste -sd ' ')"
new_eno1
within others ifup -i /tmp/interfaces eno1 >"$scratch/said" 2>&1
tap $? 'ifupdown raises the interface with it' <"$scratch/said"
is_cured 'ifupdown switches TSO, GSO and GRO off by it'

# nm: what NetworkManager makes of the file, read and written again
export_to nm "$scratch/connection"
states nm "$scratch/connection" 'private-flag disable-k1 on' 'eee off' 'aspm l1_aspm off'
within others nmcli --offline connection modify connection.autoconnect no \
	<"$scratch/connection" >"$scratch/kept" 2>"$scratch/said"
result=$?
[ "$result" -eq 0 ] && [ ! -s "$scratch/said" ] && grep '^feature-' "$scratch/connection" | sort >"$scratch/a" &&
	grep '^feature-' "$scratch/kept" | sort >"$scratch/b" && [ "$(wc -l <"$scratch/a")" -eq 8 ] &&
	cmp "$scratch/a" "$scratch/b" && grep -q "^path=pci-$slot;" "$scratch/kept"
tap $? 'NetworkManager keeps every word' <<-end
	$(cat "$scratch/said" "$scratch/kept")
end

database=words export_to nm "$scratch/connection"
within others nmcli --offline connection modify connection.autoconnect no \
	<"$scratch/connection" >"$scratch/kept" 2>"$scratch/said"
grep '^feature-' "$scratch/connection" | sort -u >"$scratch/a"
grep '^feature-' "$scratch/kept" | sort >"$scratch/b"
diff "$scratch/a" "$scratch/b" >>"$scratch/said" && [ "$(wc -l <"$scratch/a")" -gt 10 ]
tap $? 'NetworkManager knows every word for an offload' <"$scratch/said"

# nixos
export_to nixos "$scratch/test.nix"
states nixos "$scratch/test.nix"
value() {
	NIX_STORE_DIR=$scratch/store NIX_STATE_DIR=$scratch/state nix-instantiate --readonly-mode --eval \
		--json --strict -E "(import $scratch/test.nix { pkgs.ethtool = \"/nix/e\"; }).$1" 2>"$scratch/said"
}
value services.udev.extraRules | jq -rj . >"$rules"
sed "s|/usr/sbin/ethtool|/nix/e/bin/ethtool|" >"$scratch/expected" <<-end
	$(export_to udev "$scratch/udev"; grep ^ACTION "$scratch/udev")
end
diff "$scratch/expected" "$rules" >>"$scratch/said"
tap $? 'Nix makes of the module the rules that udev gets elsewhere' <"$scratch/said"
is 'and the list of modules' '["irdma"]' "$(value boot.blacklistedKernelModules)"

# modprobe
export_to modprobe "$scratch/systemd/tmp/modprobe.d/test.conf"
grep -q '# Needs a bit of everything' "$scratch/systemd/tmp/modprobe.d/test.conf"
tap $? 'modprobe says why' <"$scratch/systemd/tmp/modprobe.d/test.conf"
is 'modprobe keeps the module out' 'blacklist irdma
install irdma /bin/false' "$(within systemd modprobe -C /tmp/modprobe.d -c | grep irdma | grep -v ^alias)"
tap_done
