#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Units that systemd does not load, or nobody starts.
# shellcheck disable=SC2154 # what lib.sh sets
set -u
. tests/hostlint/lib.sh
system=etc/systemd/system

# fix [LINE-OF-SERVICE...]: fix.service as it should be, with these lines in place of Type=oneshot
fix() {
	has $system/fix.service <<-end
		[Unit]
		Wants=network-pre.target
		Before=network-pre.target
		[Service]
		$(printf '%s\n' "${@:-Type=oneshot}")
		ExecStart=/usr/sbin/ethtool -K eno1 tso off
		[Install]
		WantedBy=multi-user.target
	end
}

# want UNIT [TARGET]: the link that "systemctl enable" makes
want() {
	mkdir -p "$root/$system/${2:-multi-user.target}.wants"
	ln -s "../$1" "$root/$system/${2:-multi-user.target}.wants/$1"
}

# verifies refused|loaded: what the real systemd makes of it
verifies() {
	systemd-analyze verify --man=no "$root/$system/fix.service" >"$scratch/said" 2>&1
	grep -q 'bad unit file setting' "$scratch/said" && result=refused || result=loaded
	is "systemd has it $1" "$1" "$result"
}

pve
fix Type=oneshot 'ExecStart=/usr/sbin/ethtool -K eno1 gso off'
finds_nothing 'a oneshot has several ExecStart='
verifies loaded
for type in Type=simple Type=exec Restart=no; do
	fix $type 'ExecStart=/usr/sbin/ethtool -K eno1 gso off'
	finds "a service of $type has one" unit-not-loaded $system/fix.service:7
	verifies refused
	fix $type 'ExecStart=/usr/sbin/ethtool -K eno1 gso off' 'ExecStart='
	finds_nothing 'which may take back another'
	verifies loaded
	fix $type 'ExecStartPre=/usr/sbin/ethtool -K eno1 gso off'
	finds_nothing 'and others before and after it'
	verifies loaded
done
fix Type=simple
sed -i 's|tso off|tso off ; /usr/bin/true|' "$root/$system/fix.service"
finds 'a semicolon parts two' unit-not-loaded $system/fix.service:6
verifies refused
fix Type=simple
sed -i "s|=/usr.*|=/bin/sh -c 'ethtool -K eno1 tso off ; true'|" "$root/$system/fix.service"
finds_nothing 'but none within quotes'
verifies loaded

pve
fix
finds_nothing 'a copy of a host may have lost its links'
want other.service
finds 'where it has not, a unit without one is not enabled' unit-never-started $system/fix.service
want fix.service
finds_nothing 'it is'
rm "$root/$system/multi-user.target.wants/fix.service"
want fix.service sys-subsystem-net-devices-eno1.device
finds_nothing 'by any target'
rm "$root/$system/sys-subsystem-net-devices-eno1.device.wants/fix.service"
sed -i '/Install/,$d' "$root/$system/fix.service"
finds_nothing 'one without [Install] is for others to start'
fix
while read -r path text; do
	echo "$text" | has "$path"
	finds_nothing "started by $path"
	rm "$root/$path"
done <<end
$system/fix.timer [Timer]
$system/fix.path [Path]
$system/boot.service.d/fix.conf Wants=fix.service
end
for text in 'Wants=fix.service' 'Requires=network-pre.target fix.service'; do
	printf '[Unit]\n%s\n' "$text" | has $system/boot.target
	finds_nothing "another unit has $text"
done
rm "$root/$system/boot.target"
echo 'ACTION=="add", SUBSYSTEM=="net", ENV{SYSTEMD_WANTS}+="fix.service"' | has etc/udev/rules.d/99-fix.rules
finds_nothing 'a rule starts it'
rm "$root/etc/udev/rules.d/99-fix.rules"
printf '#!/bin/sh\nsystemctl start fix\n' | has etc/rc.local
finds_nothing 'a script does'
rm "$root/etc/rc.local"
ln -s fix.service "$root/$system/tso.service"
finds_nothing 'it has another name, by which it may be enabled'
rm "$root/$system/tso.service"
mkdir -p "$root/usr/lib/systemd/system/sysinit.target.wants"
ln -s ../fix.service "$root/usr/lib/systemd/system/sysinit.target.wants/fix.service"
finds_nothing 'what is shipped has a link to it'
rm -r "$root/usr/lib/systemd/system"
finds 'nobody does' unit-never-started $system/fix.service
sed -i 's/^Before=.*/After=network.target/' "$root/$system/fix.service"
finds 'and then it is not late' unit-never-started $system/fix.service
tap_done
