#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What is written for which host, and what is not.
set -u
. tests/tap.sh
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# export_to FORMAT FILE: the plan of $facts
export_to() {
	"${BUILD:-build}/nicquirk" --root "$scratch/none" --quirks tests/export/quirks --facts "$facts" \
		export "$1" >"$2" 2>"$scratch/said"
}

facts=tests/facts/pve-02.json
export_to ifupdown "$scratch/once"
is 'of a card whose settings are known, each is named once, and none that it has not' \
	"ethtool -K \$IFACE tso off || true
ethtool -K \$IFACE gso off || true" "$(sed -n 's/^ *pre-up //p' "$scratch/once" | grep -E 'tso|gso|k1')"

export_to talos "$scratch/talos"
is 'Talos gets the names of the kernel, of what the card has' 'name: eno1
    tx-tcp-segmentation: false
    tx-tcp6-segmentation: false' "$(grep -E 'name:|    tx-tcp6?-seg' "$scratch/talos")"
facts=tests/export/host.json
"${BUILD:-build}/nicquirk" --root "$scratch/none" --quirks tests/export/quirks --facts "$facts" export link >"$scratch/link"
is 'EEE has a section of its own, for a newer systemd' '[EnergyEfficientEthernet]
Enable=no' "$(sed -n '/^.Energy/,$p' "$scratch/link" | head -2)"

# What is no use, and what does harm
for format in link talos networkd udev ifupdown ifupdown2 nm nixos modprobe depmod; do
	facts=tests/facts/empty.json
	export_to "$format" "$scratch/empty"
	is "$format of a host without a card is a comment" "# Nothing for $format: no quirk of this host's cards asks for it." \
		"$(cat "$scratch/empty")"
done
for change in '.nics[0].interfaces[0].name = "eno1\nup reboot"' '.nics[0].slot = "7777:00:19.0\"; reboot"' \
	'.nics[0].slot = "-f"' '.kernel = "6.8 kernel"'; do
	jq "$change" tests/export/host.json >"$scratch/bad.json"
	facts=$scratch/bad.json
	export_to ifupdown "$scratch/empty"
	is "names that are more than names are not written: ${change%% = *}" "2 0" "$? $(wc -c <"$scratch/empty")"
done
export_to toml "$scratch/empty"
is 'an unknown format is named, with those that there are' "2 1" "$? $(grep -c '^  networkd ' "$scratch/said")"
tap_done
