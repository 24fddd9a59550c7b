#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# On which hosts nicquirk-generator asks systemd for nicquirk.service: those with a card that a quirk may act on,
# by PCI IDs alone, and where that cannot be found out.
set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/tap.sh

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
root=$scratch/root
quirks=$root/etc/nicquirk/quirks.d

# host: one without a card, with the shipped database
host() {
	rm -rf "$root"
	mkdir -p "$root/sys/bus/pci/devices" "$root/proc" "$quirks" "$root/run/nicquirk/quirks.d" \
		"$root/usr/share/nicquirk/quirks.d"
	cp quirks/*.quirk "$root/usr/share/nicquirk/quirks.d"
	slot=0
	card 1022:1480 060000
}

# card VENDOR:DEVICE [CLASS]: one function more
card() {
	slot=$((slot + 1))
	folder=$root/sys/bus/pci/devices/0000:00:0$slot.0
	mkdir -p "$folder"
	echo "${1%:*} ${1#*:} ${2:-020000}" | tr a-f A-F | sed 's/\(....\) \(....\) \(..\)\(..\)\(..\)/pci:v0000\1d0000\2sv00001028sd000005A4bc\3sc\4i\5/' \
		>"$folder/modalias"
}

# asked [VARIABLE=VALUE...]: "wanted" where the unit is asked for, in the way that systemd expects
asked() {
	rm -rf "$scratch/out"
	mkdir -p "$scratch/out/normal" "$scratch/out/early" "$scratch/out/late"
	env "$@" "${BUILD:-build}/nicquirk-generator" --root "$root" "$scratch/out/normal" "$scratch/out/early" \
		"$scratch/out/late" >"$scratch/said" 2>&1 || echo "exit status $?"
	cat "$scratch/said"
	(cd "$scratch/out" && find . ! -type d) | while read -r found; do
		case $found=$(readlink "$scratch/out/$found") in
		./normal/sysinit.target.wants/nicquirk.service=/*/systemd/system/nicquirk.service) echo wanted ;;
		*) echo "$found" ;;
		esac
	done
}
is_wanted() {
	is "$1: the unit is wanted" wanted "$(asked A=)"
}
is_not() {
	is "$1: it is not" '' "$(asked A=)"
}

host
is_not 'a host without a network card'
card 8086:100e
is_not "QEMU's e1000, of which no quirk asks anything"
card 10ec:8168
is_not "another maker's card"
card 8086:2723 028000
is_not 'a wireless card'
card 8086:1539
is_not 'an I211, whose driver has only advice'
card 8086:153a
is_wanted 'an I217-LM among them'

# Every card that is known: those that a quirk with an action matches.
host
awk '
	function end() {
		if (acts && devices != "") print "id", devices
		else if (acts) print "driver", drivers
		acts = 0; devices = drivers = ""
	}
	/^\[/ { end(); group = /^\[@/ ? substr($0, 2, length($0) - 2) : "" }
	group != "" && /^Device=/ { members[group] = members[group] " " substr($0, 8) }
	/^MatchDevice=/ { n = split(substr($0, 13), words, " ")
		for (i = 1; i <= n; i++) devices = devices " " (words[i] in members ? members[words[i]] : words[i]) }
	/^MatchDriver=/ { drivers = substr($0, 13) }
	/^(Feature|PrivateFlag|EEE|Aspm|Build|Blacklist)=/ { acts = 1 }
	END { end() }' quirks/*.quirk >"$scratch/reached"
sed -n 's/^\([a-z0-9]*\)\t\(8086:[0-9a-f]*\)\t.*/\1 \2/p' quirks/devices.tsv | while read -r driver id; do
	slot=0
	card "$id"
	if grep -q -e "^id.* $id" -e "^driver.*\b$driver\b" "$scratch/reached"; then want=wanted; else want=''; fi
	got=$(asked A=)
	[ "$want" = "$got" ] || echo "$driver $id: \"$got\" for \"$want\""
done >"$scratch/wrong"
is 'each card of devices.tsv' '' "$(cat "$scratch/wrong")"
is 'among them are drivers of both kinds' 'driver e1000e, ' \
	"$(grep -x 'driver e1000e' "$scratch/reached"), $(grep -x 'driver igb' "$scratch/reached")"

host
card 8086:fff0
is_wanted 'an Intel card that is not in devices.tsv, which a driver may come to know'
host
card 8086:fff0 028000
is_not 'a wireless one'
card 8086:fff0 020700
is_wanted 'any other network card'

# quirk LINE...: one of the owner's, and no other
quirk() {
	rm -f "$root"/usr/share/nicquirk/quirks.d/*
	{
		printf '[mine]\nTitle=T\nSeverity=major\nEvidence=B\n'
		printf '%s\n' "$@"
	} >"$quirks/50-site.quirk"
}
host
card 8086:1539
quirk MatchDevice=8086:1539 'Feature=tso off'
is_wanted "an owner's quirk with its ID"
mv "$quirks/50-site.quirk" "$root/run/nicquirk/quirks.d"
is_wanted 'in /run'
quirk MatchDevice=8086:1539 'Advice=Look out.'
rm "$root/run/nicquirk/quirks.d/50-site.quirk"
is_not 'with advice alone'
quirk MatchDevice=8086:153a 'Feature=tso off'
is_not 'with another ID'
quirk 'MatchDevice=8086:*' 'EEE=off'
is_wanted 'with any ID of Intel'
quirk MatchDriver=igb Build=avoid
is_wanted 'with its driver'
quirk MatchDriver=igc Build=avoid
is_not 'with another driver'
quirk MatchDriver=igb-next 'Feature=tso off'
is_wanted 'with a driver that is not in devices.tsv'
quirk 'MatchKernel=>=6.1' 'Feature=tso off'
is_wanted 'with neither'
host
card 10ec:8168
quirk MatchDevice=10ec:8168 'Feature=tso off'
is_wanted "of another maker's card"
quirk MatchDriver=r8169 'Feature=tso off'
is_not "of its driver alone: udev's rule is for Intel's"
host
card 8086:2723 028000
quirk MatchDriver=iwlwifi 'Feature=tso off'
is_wanted 'of a wireless driver'
host
card 8086:15b7
ln -s /dev/null "$quirks/10-e1000e.quirk"
is_not 'a masked file'

# --- what cannot be found out ---

host
card 8086:100e
printf '[bad]\nrubbish\n' >"$quirks/50-site.quirk"
is_wanted 'a bad file, which the unit reports'
rm "$quirks/50-site.quirk"
ln -s /nowhere "$quirks/50-site.quirk"
is_wanted 'a file that cannot be read'
rm "$quirks/50-site.quirk"
is_not 'as before'
rm "$root"/usr/share/nicquirk/quirks.d/*
is_wanted 'no database'
host
echo rubbish >"$folder/modalias"
is_wanted 'a function that is none'
rm "$folder/modalias"
is_wanted 'a function without a modalias'
host
rm -r "$root/sys"
is_wanted 'no sysfs'
mkdir -p "$root/sys/bus/platform"
is_not 'a machine without PCI'
host
mkdir -p "$root/sys/bus/pci"
rm -r "$root/sys/bus/pci/devices"
: >"$root/sys/bus/pci/devices"
is_wanted 'a sysfs that is damaged'

# --- where it has no place ---

host
card 8086:153a
is 'in the initrd' '' "$(asked SYSTEMD_IN_INITRD=1)"
is 'not in it' wanted "$(asked SYSTEMD_IN_INITRD=0)"
mkdir -p "$root/etc"
: >"$root/etc/initrd-release"
is 'in one of a systemd that does not say so' '' "$(asked A=)"
rm "$root/etc/initrd-release"
is 'in a container' '' "$(asked SYSTEMD_VIRTUALIZATION=container:lxc)"
is 'in a VM' wanted "$(asked SYSTEMD_VIRTUALIZATION=vm:kvm)"
mkdir -p "$root/run/systemd"
echo lxc >"$root/run/systemd/container"
is 'in a container of a systemd that does not say so' '' "$(asked A=)"
host
card 8086:153a
echo 'quiet nicquirk=off' >"$root/proc/cmdline"
is_wanted 'nicquirk=off, which the unit goes by'

# --- how it is called ---

generator=${BUILD:-build}/nicquirk-generator
mkdir -p "$scratch/out/normal/sysinit.target.wants"
"$generator" --root "$root" "$scratch/out/normal"
"$generator" --root "$root" "$scratch/out/normal"
is 'again, with one folder' "0 1" "$? $(find "$scratch/out/normal" -name nicquirk.service | wc -l)"
"$generator" --root "$root" "$scratch/none" >"$scratch/said" 2>&1
is 'a folder that is not there' "1 1" "$? $(grep -c "cannot ask for nicquirk.service in $scratch/none: No such file" "$scratch/said")"
"$generator" >"$scratch/said" 2>&1
is 'without a folder' "2 1" "$? $(grep -c '^Usage: ' "$scratch/said")"
is 'as a person would see why' 1 "$(rm -rf "$scratch/out/normal" && mkdir -p "$scratch/out/normal"
	SYSTEMD_LOG_LEVEL=debug "$generator" --root "$root" "$scratch/out/normal" 2>&1 | grep -c 'a quirk may act on it')"
host
card 8086:100e
mkdir -p "$root/etc/nicquirk/nicquirk.conf.d"
printf '[Pin]\nigb=in-tree\n' >"$root/etc/nicquirk/nicquirk.conf.d/50-site.conf"
is_wanted 'a [Pin], which needs the note that the network is reached'
printf '#[Pin]\n#igb=in-tree\n[Policy]\nEvidence=C\n' >"$root/etc/nicquirk/nicquirk.conf.d/50-site.conf"
is_not 'a configuration without one'

tap_done
