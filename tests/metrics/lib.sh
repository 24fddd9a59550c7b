# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# Sourced by the tests of this folder: TAP, and a host whose sysfs is a copy of tests/root/pve-02.
. tests/tap.sh

scratch=$(mktemp -d)
host=$scratch/host
cp -R tests/root/pve-02/tree "$host"
queues=$host/sys/class/net/eno1/queues
mkdir -p "$queues/rx-0" "$queues/tx-0" "$queues/tx-1"
echo 0 >"$queues/tx-0/tx_timeout"
echo 0 >"$queues/tx-1/tx_timeout"

# nicquirk ARGUMENT...: judges with the quirks of tests/compare, so that the shipped ones may change.
nicquirk() {
	"${BUILD:-build}/nicquirk" --quirks tests/compare --root "$host" "$@"
}
