#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Connections of NetworkManager: which keys and values of [ethtool] it takes was seen with libnm 1.42.4.
# shellcheck disable=SC2154 # what lib.sh sets
set -u
. tests/hostlint/lib.sh
connections=etc/NetworkManager/system-connections
wired=$connections/wired.nmconnection

# connection TYPE INTERFACE LINE...: a connection with these lines of [ethtool]
connection() {
	printf '[connection]\nid=wired\ntype=%s\ninterface-name=%s\n\n[ethtool]\n' "$1" "$2" >"$scratch/connection"
	shift 2
	printf '%s\n' "$@" | cat "$scratch/connection" - | has $wired
}

pve
connection ethernet eno1 feature-tso=false feature-gso=0 'feature-gro = false' feature-tx-tcp6-segmentation=false \
	ring-rx=4096 coalesce-rx-usecs=100 pause-autoneg=false channels-combined=2 eee-enabled=false fec-mode=1
finds_nothing 'what NetworkManager takes'
for key in tso=false feature-TSO=false feature-tcp-segmentation-offload=false feature-eee=false offload-tso=false; do
	connection ethernet eno1 $key
	finds "it has no key $key" keyfile-ignored $wired:7
done
for value in off no False FALSE disabled 2 '"false"' 'false # the card hangs'; do
	connection ethernet eno1 "feature-tso=$value"
	finds "false is not $value" keyfile-ignored $wired:7
done
connection ethernet eno1 tso=false feature-gso=off
lint
is 'each line is named' 2 "$(grep -c keyfile-ignored "$scratch/out")"

# For whom it is
connection ethernet enp3s0 feature-tso=false feature-gso=false
finds 'for a name that no interface has' stanza-without-interface $wired:7
connection ethernet enp3s0 feature-lro=false
finds_nothing 'where no quirk asks for it, it may be for a card that comes and goes'
pve_name
connection ethernet nic0 feature-tso=false
finds_nothing 'or for the name of the next boot'
connection bridge br0 feature-tso=false
finds 'for a bridge, whose port keeps its own' set-on-bridge $wired:7
connection bridge br0 feature-lro=false
finds_nothing 'which does no harm where no quirk asks for it'
for type in bond vlan wifi; do
	connection $type new0 feature-tso=false
	finds_nothing "a $type is made when it is raised"
done
printf '[connection]\ntype=ethernet\n[match]\npath=pci-0000:00:19.0;\n[ethtool]\nfeature-tso=false\n' | has $wired
finds_nothing 'a path in place of the name'
printf '[connection]\ntype=ethernet\ninterface-name=enp3s0\n[ethernet]\nwake-on-lan=64\n' | has $wired
finds_nothing 'a connection that sets nothing of the kind'

# Who may read it
connection ethernet eno1 feature-tso=false
chmod 644 "$root/$wired"
finds_nothing 'where all files are open to others, the copy has lost the modes'
echo '[connection]' | has "$connections/other.nmconnection"
chmod 600 "$root/$connections/other.nmconnection"
finds 'NetworkManager refuses one that others may read' keyfile-ignored $wired
chmod 600 "$root/$wired"
finds_nothing 'and takes it with mode 0600'
connection ethernet enp3s0 feature-tso=false
mv "$root/$wired" "$root/$wired.bak"
finds_nothing 'a file put aside is not read'
tap_done
