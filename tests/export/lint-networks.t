#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What lint states of /etc/network/interfaces, netplan, .network files and Python scripts, and what the
# programs that read them make of the same files: each row is what lint finds, the exit status, and the card's
# TSO over IPv4 and over IPv6 afterwards, and whether it is up.
# usage: lint-networks.t SUITE
# shellcheck disable=SC2016,SC2034,SC2154 # the files' own variables; what the libraries set and use
set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/export/lib.sh
. tests/hostlint/lib.sh
enter classic "$NICQUIRK_TEST_ROOTS/ifupdown"
enter systemd "$NICQUIRK_TEST_ROOTS/ifupdown2"
ln -s systemd "$scratch/two"
for program in classic two; do
	cp -a "$scratch/$program/etc/network" "$scratch/network.$program"
done

# begin classic|two: a host with ifupdown, or with ifupdown2
begin() {
	program=$1
	pve
	mkdir -p "$root/etc"
	cp -a "$scratch/network.$program" "$root/etc/network"
	case $program in
	classic) has sbin/ifup </dev/null ;;
	two) has usr/share/ifupdown2/__main__.py </dev/null ;;
	esac
}

# found: what lint finds on the host of the test
found() {
	lint
	sed -n 's/.*\[\(.*\)\]$/\1/p' "$scratch/out" | sort -u | paste -sd ' '
}

# state: of the card
state() {
	ethtool -k eno1 | sed -n 's/^\ttx-tcp6\?-segmentation: //p' | paste -sd ' ' | tr '\n' ' '
	ip link show up dev eno1 | grep -q . && echo up || echo down
}

# row TEXT FINDINGS STATE: after a boot
row() {
	local found status

	found=$(found)
	rm -rf "$scratch/$program/etc/network" "${scratch:?}/$program/usr/local" "$scratch/$program/run/network"/*
	cp -a "$root/etc/network" "$scratch/$program/etc"
	mkdir -p "$scratch/$program/usr/local"
	[ ! -d "$root/usr/local" ] || cp -a "$root/usr/local/." "$scratch/$program/usr/local"
	ip link delete vmbr0 2>"$scratch/said"
	new_eno1
	within "$program" ifup -a >"$scratch/ifup" 2>&1
	status=$?
	found=${found:--}
	is "$program: $1" "${2:--}: $3" "$found: $status $(state)"
}

# append LINE...: behind all of it
append() {
	printf '%s\n' "$@" >>"$root/etc/network/interfaces"
}

tso='    post-up ethtool -K eno1 tso off'
for program in classic two; do
	begin "$program"
	fails=0 # ifupdown2 goes on
	[ "$program" = two ] || fails=1
	with
	row 'nothing' '' '0 on on up'
	with "$tso" 'auto eno1'
	row 'a command of a port that is "auto"' '' '0 off off up'
	with '    pre-up ethtool -K $IFACE tso off || true' 'auto eno1'
	row 'a line for a shell' '' '0 off off up'
	with '    post-up ethtool -k eno1 tso off' 'auto eno1'
	row '-k' ethtool-sets-nothing "$fails on on up"
	with '' 'auto eno1'
	append "$tso"
	row 'a command in the stanza of the bridge, for the port' '' '0 off off up'
	with
	append '    post-up ethtool -K $IFACE tso off'
	row 'for the bridge' set-on-bridge '0 on on up'
	with '    ethtool -K $IFACE tso off' 'auto eno1'
	row 'no command' not-a-command '0 on on up'
	with '' 'auto enp0s25' 'iface enp0s25 inet manual' "$tso"
	row 'a command that names the card, in a stanza for another' '' '0 off off up'
	with '' 'auto enp0s25' 'iface enp0s25 inet static' '    address 192.0.2.3/24' "$tso"
	# ifupdown fails over the address before it comes to the command.
	after='-: 0 off off up'
	[ "$program" = two ] || after='stanza-without-interface: 1 on on up'
	row 'with an address' "${after%%: *}" "${after#*: }"
	with '' 'auto enp0s25' 'iface enp0s25 inet manual' '    post-up ethtool -K $IFACE tso off'
	row 'one that names none' stanza-without-interface "$fails on on up"
	with
	has etc/network/interfaces.d/port <<-end
		auto eno1
		iface eno1 inet manual
		    post-up ethtool \
		        -K eno1 tso off
	end
	sed -i '/^iface eno1/d' "$root/etc/network/interfaces"
	append 'source /etc/network/interfaces.d/*'
	row 'a file that another sources, a command over two lines' '' '0 off off up'
done

# ifupdown
begin classic
with "$tso"
row 'a command of a port that is not "auto"' port-hook-never-run '0 on on up'
with '    post-up ethtool -offload eno1 tso off' 'auto eno1'
row 'an option that ethtool has not' ethtool-sets-nothing '1 on on up'
with '    tso-offload off' 'auto eno1'
row "ifupdown2's option" other-ifupdown '0 on on up'
with '    offload-tso off' 'auto eno1'
row 'its own' '' '0 off off up'
rm "$root/etc/network/if-up.d/ethtool"
row 'without the hook of ethtool' other-ifupdown '0 on on up'
printf '#!/bin/sh\nexit 0\n' | has etc/network/if-up.d/ethtool
chmod +x "$root/etc/network/if-up.d/ethtool"
row 'or with another in its place' other-ifupdown '0 on on up'
begin classic
with "$tso" 'auto eno1'
append 'source /etc/network/interfaces.d/*' '    pre-up ethtool -K eno1 gso off'
row 'an option behind "source" costs all of it' misplaced-option '1 on on down'
with "$tso" 'auto eno1'
sed -i '1i up true' "$root/etc/network/interfaces"
row 'so does one before the first stanza' misplaced-option '1 on on down'
with "$tso" 'auto eno1' 'mapping wlan0' '    script /bin/true' '    map home lan'
row 'the lines of a mapping do not' '' '0 off off up'
with
append 'source-directory interfaces.d'
printf 'auto eno1\niface eno1 inet manual\n%s\n' "$tso" | has etc/network/interfaces.d/port.bak
row 'a folder leaves out what is called .bak' '' '0 on on up'

# hook NAME MODE TEXT: a script in if-up.d
hook() {
	printf '#!/bin/sh\n%s\n' "$3" | has "etc/network/if-up.d/$1"
	chmod "$2" "$root/etc/network/if-up.d/$1"
}
with '' 'auto eno1'
hook tso 755 '[ "$IFACE" != eno1 ] || ethtool -K "$IFACE" tso off'
row 'a script of if-up.d' '' '0 off off up'
chmod -x "$root/etc/network/if-up.d/tso"
row 'one that is not executable' script-never-run '0 on on up'
rm "$root/etc/network/if-up.d/tso"
hook tso.sh 755 '[ "$IFACE" != eno1 ] || ethtool -K "$IFACE" tso off'
row 'one with a dot in its name' script-never-run '0 on on up'
rm "$root/etc/network/if-up.d/tso.sh"
hook tso 755 'ethtool -K enp0s25 tso off || true'
row 'one for a name of another day' script-without-interface '0 on on up'

# ifupdown2
begin two
with "$tso"
row 'a command of a port that is not "auto"' '' '0 off off up'
with '    post-up ethtool -offload eno1 tso off'
row 'an option that ethtool has not' ethtool-sets-nothing '0 on on up'
with '    tso-offload off'
row 'its own option' '' '0 off off up'
with '    offload-tso off'
row "ifupdown's" other-ifupdown '0 on on up'
sed -i 's/^addon_scripts_support=.*/addon_scripts_support=1/' "$root/etc/network/ifupdown2/ifupdown2.conf"
row 'where it runs the scripts as well' other-ifupdown '0 on on up'
with
hook tso 755 '[ "$IFACE" != eno1 ] || ethtool -K "$IFACE" tso off'
row 'a script of if-up.d, where it runs them' '' '0 off off up'
chmod -x "$root/etc/network/if-up.d/tso"
row 'one that is not executable' script-never-run '0 on on up'
rm "$root/etc/network/if-up.d/tso"
hook tso.sh 755 '[ "$IFACE" != eno1 ] || ethtool -K "$IFACE" tso off'
row 'one with a dot in its name' '' '0 off off up'
sed -i 's/^addon_scripts_support=.*/addon_scripts_support=0/' "$root/etc/network/ifupdown2/ifupdown2.conf"
row 'where it does not' other-ifupdown '0 on on up'
begin two
with
append 'source /etc/network/interfaces.d/*' "$tso"
row 'an option behind "source"' option-outside-stanza '1 on on up'
with
append '    tso-offload off'
row 'an option of the bridge' set-on-bridge '0 on on up'
with
append '    post-up ethtool -K enp0s25 tso off'
row 'a command of the bridge for a name of another day' stanza-without-interface '0 on on up'

# python LINE...: what a script of these lines comes to, beside what lint finds in it
python() {
	local status

	printf '#!/usr/bin/python3\nimport os, shlex, subprocess, sys\nIFACE = "eno1"\n%s\n' \
		"$(printf '%s\n' "${@:3}")" | has usr/local/bin/tune
	cp "$root/usr/local/bin/tune" "$scratch/two/tmp"
	new_eno1
	found=$(found)
	within two python3 /tmp/tune >"$scratch/said" 2>&1
	status=$?
	is "Python: ${*:3}" "${1:--}: $2" "${found:--}: $status $(state)"
}
pve
unit /usr/local/bin/tune After=network-online.target
late=unit-too-late cured='0 off off down'
python $late "$cured" 'subprocess.run(["ethtool", "-K", "eno1", "tso", "off"], check=True)'
python $late "$cured" 'def main():' '    subprocess.check_call([' "        '/usr/sbin/ethtool', # here" '        "-K", IFACE,' \
	'        "tso",' '        "off",' '    ])' 'main()'
python $late "$cured" 'subprocess.Popen(("ethtool", "-K", IFACE, "tso", "off")).wait()'
python $late "$cured" 'os.system("ethtool -K eno1 tso off || true")'
python $late "$cured" 'os.popen("ethtool -K " + IFACE +' '    " tso"' '    " off").close()'
python $late "$cured" 'subprocess.run(f"ethtool -K {IFACE} tso off", shell=True)'
python $late "$cured" 'subprocess.call("ethtool -K eno1 tso off".split())'
python $late "$cured" 'subprocess.check_output(shlex.split(f"ethtool -K {IFACE} tso off"))'
python $late "$cured" 'cmd = ["ethtool", "-K", IFACE, "tso", "off"]' 'subprocess.run(cmd)'
python $late "$cured" 'import subprocess as sp' 'sp.run(["ethtool", "-K", "eno1", "tso", "off"])'
python $late "$cured" 'from subprocess import PIPE, run' 'run(["ethtool", "-K", "eno1", "tso", "off"])'
python ethtool-sets-nothing '1 on on down' 'subprocess.run("ethtool -K eno1 tso off")'
python ethtool-sets-nothing '0 on on down' 'subprocess.run(["ethtool", "-K", "eno1", "tso", "off", "||", "true"])'
python ethtool-sets-nothing '0 on on down' 'os.system("ethtool -offload eno1 tso off")'
python script-without-interface '0 on on down' 'subprocess.run(["ethtool", "-K", "enp0s25", "tso", "off"])'
python script-not-read '0 on on down' 'subprocess.run(["ethtool", "-K", "eno1", "tso", "off"], shell=True)'

# netplan LINE...: the .link file that it makes, and what udevd makes of that
netplan() {
	local name

	has etc/netplan/01.yaml <<-end
		network:
		  ethernets:
		    eno1:
		$(printf '      %s\n' "${@:4}")
	end
	rm -rf "$scratch"/systemd/etc/netplan "$scratch"/systemd/run/systemd/network
	cp -a "$root/etc/netplan" "$scratch/systemd/etc"
	chmod 600 "$scratch"/systemd/etc/netplan/*
	within systemd netplan generate >"$scratch/said" 2>&1
	udevd_start
	plug
	udevd_stop
	found=$(found)
	is "netplan: $1" "${2:--}: $3" "${found:--}: $(plugged)"
}
pve
netplan 'a key that is for IPv4' netplan-half-tso 'eno1 off on' 'tcp-segmentation-offload: false'
netplan 'one for each' '' 'eno1 off off' 'tcp-segmentation-offload: false' 'tcp6-segmentation-offload: false'

# networkd: of which lines it says that it does not know them
pve
{
	printf '[Match]\nName=eno1\n[Link]\n'
	printf '%s=1\n' GenericSegmentationOffload TCPSegmentationOffload TCP6SegmentationOffload \
		GenericReceiveOffload LargeReceiveOffload UDPSegmentationOffload AutoNegotiation WakeOnLan \
		WakeOnLanPassword RxBufferSize TxBufferSize RxCoalesceSec TxMaxCoalescedFrames RxChannels \
		CombinedChannels RxFlowControl TxFlowControl ReceiveVLANCTAGHardwareAcceleration
	printf 'MTUBytes=1500\nRequiredForOnline=no\nARP=yes\nUnmanaged=no\n[EnergyEfficientEthernet]\nEnable=no\n[Network]\nDHCP=no\n'
} | has etc/systemd/network/10-card.network
lint
sed -n 's/.*\.network:\([0-9]*\): .*/\1/p' "$scratch/out" | sort -n >"$scratch/lines"
mkdir -p "$scratch/systemd/etc/systemd/network" "$scratch/systemd/run/systemd/netif"
cp "$root/etc/systemd/network/10-card.network" "$scratch/systemd/etc/systemd/network"
chown -R --reference="$scratch/systemd/run" "$scratch/systemd/run/systemd"
within systemd chown -R systemd-network: /run/systemd/netif
coproc SYSTEMD_LOG_LEVEL=debug chroot "$scratch/systemd" /lib/systemd/systemd-networkd 2>&1
networkd=$!
while read -r -t 60 line <&"${COPROC[0]}"; do
	case $line in
	*'Saved new link'*) break ;;
	*10-card.network:*) echo "$line" ;;
	esac
done >"$scratch/said"
kill "$networkd"
# Of a section that it does not know networkd names the header, one line up.
sed -n "s/.*\.network:\([0-9]*\): Unknown \(key\|section\).*/\2 \1/p" "$scratch/said" |
	awk '{ print $1 == "section" ? $2 + 1 : $2 }' | sort -n >"$scratch/unknown"
is 'networkd leaves out the lines that lint finds, and no others' "19 $(paste -sd ' ' "$scratch/unknown")" \
	"$(wc -l <"$scratch/lines") $(paste -sd ' ' "$scratch/lines")"
tap_done
