#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A container as LXC makes it: a systemd of its own as PID 1, in namespaces of its own, and a sysfs that
# shows the host's card without its interface. Nothing of ours waits or acts there. usage: container.t TREE
# (what "make install" gives)
set -u
. tests/tap.sh

tree=$(cd "$1" && pwd) || exit 1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/mount" "$scratch/out"

# What the container starts: our barrier, and then this. It ends with the container.
cat >"$scratch/report.service" <<'unit'
[Unit]
DefaultDependencies=no
Wants=nicquirk.service variables.service
After=nicquirk.service variables.service
SuccessAction=exit-force
FailureAction=exit-force

[Service]
Type=oneshot
ExecStart=/bin/sh /mnt/report
unit
# What lint takes systemd to make of the variables of a command.
cat >"$scratch/variables.service" <<'unit'
[Unit]
DefaultDependencies=no

[Service]
Type=oneshot
Environment=IFACE=eno2 "OPTIONS=tso off"
EnvironmentFile=/mnt/variables
EnvironmentFile=-/mnt/none
ExecStart=/bin/sh /mnt/words $IFACE $OPTIONS
ExecStart=/bin/sh /mnt/words ${IFACE} ${OPTIONS}
ExecStart=/bin/sh /mnt/words "$IFACE" '$IFACE' a${IFACE}b
ExecStart=/bin/sh -c '/bin/sh /mnt/words $IFACE "$IFACE"'
ExecStart=:/bin/sh /mnt/words $IFACE ${IFACE}
unit
printf '# card\nIFACE="eno1" \n' >"$scratch/out/variables"
cat >"$scratch/out/words" <<'script'
printf '<%s>' "$@" >>/mnt/said
echo >>/mnt/said
script
cat >"$scratch/out/report" <<'script'
cd /mnt
systemd-detect-virt --container >virt
systemctl show --value -p ActiveState -p ConditionResult nicquirk.service | xargs >barrier
for unit in nicquirk nicquirk-watch nicquirk-metrics; do
	systemd-analyze condition --unit=$unit.service 2>&1 | grep -q '!container failed' && echo $unit
done | xargs >conditions
slot=0000:00:19.0
nicquirk wait --timeout 3600 >wait 2>&1
echo $? >>wait
PCI_SLOT_NAME=$slot nicquirk udev-pci >udev-pci 2>&1
echo $? >>udev-pci
find /run/nicquirk /run/modprobe.d >written 2>/dev/null
# Control: what it would do here if it did not know.
mount --bind /dev/null /proc/1/environ
rm -f /run/systemd/container /run/host/container-manager
nicquirk wait --timeout 1 >control 2>&1
script

# The file system is this machine's, with ours in it; what is written there is gone at the end.
cat >"$scratch/start" <<'script'
scratch=$1 tree=$2
mount --make-rprivate /
mount -t tmpfs tmpfs "$scratch/mount"
cd "$scratch/mount"
mkdir upper work root
mount -t overlay -o lowerdir=/,upperdir=upper,workdir=work overlay root
cp -a "$tree/." root
cp "$scratch/report.service" "$scratch/variables.service" root/etc/systemd/system
rm -rf root/etc/nicquirk root/var/lib/nicquirk
mkdir -p root/var/lib/prometheus/node-exporter
cd root
mount -t proc proc proc
mount -t tmpfs -o mode=755 tmpfs sys
cp -a "$scratch/sys/." sys
mkdir -p sys/fs/cgroup
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs run
mount -t tmpfs -o mode=755 tmpfs dev
for node in null zero full random urandom tty; do
	touch "dev/$node"
	mount --bind "/dev/$node" "dev/$node"
done
mount --bind "$scratch/out" mnt
exec env -i container=lxc PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot . \
	/usr/lib/systemd/systemd --unit=report.service --log-target=null
script

# The host's card: an I217-LM, of which TSO has to be off.
cp -a tests/root/pve-02/tree/sys "$scratch/sys"
rm -rf "$scratch/sys/devices/pci0000:00/0000:00:19.0/net" "$scratch/sys/class/net"/*

timeout 120 unshare --mount --pid --fork --kill-child --net --uts --ipc --cgroup \
	sh -e "$scratch/start" "$scratch" "$tree" </dev/null >"$scratch/said" 2>&1
said=$(cat "$scratch/said")
# of FILE: what the container wrote
of() {
	cat "$scratch/out/$1" 2>/dev/null || echo "nothing; $said"
}
is 'systemd runs in a container' lxc "$(of virt)"
is 'the barrier is not started there' 'inactive no' "$(of barrier)"
is 'nor would any unit of ours be' 'nicquirk nicquirk-watch nicquirk-metrics' "$(of conditions)"
is 'nicquirk wait does not wait' 0 "$(of wait)"
is 'udev-pci has nothing to say' 0 "$(of udev-pci)"
is 'nothing is written' '' "$(of written)"
# shellcheck disable=SC2016 # systemd's variables
is 'systemd replaces variables where lint does, by the file over the unit' '<eno1><tso><off>
<eno1><tso off>
<eno1><eno1><aeno1b>
<eno1><eno1>
<$IFACE><${IFACE}>' "$(of said)"
grep -q 'not every affected card is there after 1 s' "$scratch/out/control"
tap $? 'control: it would wait for the card, if it were no container' <<-text
	$(of control)
text
tap_done
