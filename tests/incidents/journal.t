#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What "incidents --import" makes of a journal of several boots, read by the real journalctl, and what it keeps.
set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/tap.sh

nicquirk=$PWD/${BUILD:-build}/nicquirk
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
root=$scratch/root
export TZ=UTC

# incidents ARGUMENT...: of a Dell OptiPlex 9020 with an I217-LM at 00:19.0
incidents() {
	"$nicquirk" --root "$root" --quirks quirks "$@"
}

host() {
	rm -rf "$root"
	cp -a tests/root/pve-02/tree "$root"
	mkdir -p "$root/etc" "$root/var/lib"
	echo 00112233445566778899aabbccddeeff >"$root/etc/machine-id"
}

# hang TIME_STAMP JIFFIES [MAC_STATUS]: the kernel's message, as one
hang() {
	printf 'e1000e 0000:00:19.0 eno1: Detected Hardware Unit Hang:\\n  TDH                  <8b>\\n  time_stamp           <%s>\\n' "$1"
	printf '  jiffies              <%s>\\nMAC Status             <%s>\\n' "$2" "${3:-40080083}"
}

# line TEXT: for make-journal
line() {
	printf '%s\n' "$1"
}

card="kernel 0 3 +pci:0000:00:19.0 kernel"
link="kernel 0 6 +pci:0000:00:19.0 kernel"
{
	# Before nicquirk: it hangs for two hours, twice.
	line "1 0 kernel 0 5 - kernel Linux version 6.8.12-9-pve (build@proxmox) (gcc 12.2.0) #1 SMP"
	line "1 5 $link e1000e 0000:00:19.0 eno1: NIC Link is Up 1000 Mbps Full Duplex, Flow Control: None"
	for i in 0 1 2 3; do
		line "1 $((100 + i * 2400)) $card $(hang 1000 "$((1100 + i))")"
	done
	line "1 9000 $link e1000e 0000:00:19.0 eno1: NIC Link is Down"
	line "1 9010 $link e1000e 0000:00:19.0 eno1: NIC Link is Up 1000 Mbps Full Duplex, Flow Control: None"
	line "1 9100 $card $(hang 5000 5100)"
	# With it: the first step was in force.
	line "2 0 kernel 0 5 - kernel Linux version 6.8.12-10-pve (build@proxmox) (gcc 12.2.0) #1 SMP"
	line "2 3 kernel 1 5 - nicquirk eth0 (0000:00:19.0): e1000e-lpt-tso-hang step 1: tx-tcp-segmentation off"
	line "2 4 $link e1000e 0000:00:19.0 eno1: NIC Link is Up 1000 Mbps Full Duplex, Flow Control: None"
	line "2 50 $card $(hang 1000 1100)"
	# Not the kernel, or not that card.
	line "2 60 syslog 0 3 +pci:0000:00:19.0 kernel $(hang 2000 2100)"
	line "2 61 kernel 1 3 - e1000e $(hang 2000 2100)"
	line "2 62 kernel 0 3 +pci:0000:05:00.0 kernel e1000e 0000:05:00.0 eth1: Detected Hardware Unit Hang:\nMAC Status <80083>"
	# No hang: the cable, PAUSE.
	line "3 9 $link e1000e 0000:00:19.0 eno1: NIC Link is Up 10 Mbps Full Duplex, Flow Control: None"
	line "3 10 $card $(hang 1000 1100 40080003)"
	line "3 11 $card $(hang 1000 1101 40080093)"
	line "3 12 $card e1000e 0000:00:19.0 eno1: Reset adapter unexpectedly"
} >"$scratch/lines"

host
tests/incidents/make-journal "$root" <"$scratch/lines"
incidents incidents --import >"$scratch/out" 2>&1
is "what it says" "0
eno1 (0000:00:19.0): hung 2.0 h in 3 episodes (6 lines), since 2026-09-22 14:15 UTC
Not counted: 1 hang line: the other end's PAUSE frames kept the card from sending.
Not counted: 1 hang line: the link was at 10 Mb/s: check the cable.
eno1 is cured from the next boot on; now: nicquirk apply eno1" "$?
$(cat "$scratch/out")"
incidents --json incidents >"$scratch/first"
is "episodes with boot, times, lines, kernel, step" \
	'["111","2026-09-22T14:15:00Z","2026-09-22T16:15:00Z",4,"6.8.12-9-pve",null,null]
["111","2026-09-22T16:45:00Z","2026-09-22T16:45:00Z",1,"6.8.12-9-pve",null,null]
["222","2026-09-23T14:14:10Z","2026-09-23T14:14:10Z",1,"6.8.12-10-pve",{"e1000e-lpt-tso-hang":1},null]' \
	"$(jq -c '.nics[].incidents[] | [.boot[:3], .first, .last, .lines, .kernel, .steps, .by]' "$scratch/first")"

incidents incidents --import >"$scratch/out" 2>&1
is "importing again finds nothing" "Nothing new of this host's cards." "$(cat "$scratch/out")"
incidents --json incidents | cmp - "$scratch/first" >"$scratch/why" 2>&1
tap $? "and changes nothing" <"$scratch/why"
rm -f "$root/var/lib/nicquirk/incidents"
incidents incidents --import >/dev/null 2>&1
incidents --json incidents | cmp - "$scratch/first" >"$scratch/why" 2>&1
tap $? "a store that is gone is made again of the whole journal" <"$scratch/why"

# The last hang goes on; then a new one.
{
	line "2 70 $card $(hang 1000 1200)"
	line "2 72 $card $(hang 1000 1201)"
	line "4 4 $link e1000e 0000:00:19.0 eno1: NIC Link is Up 1000 Mbps Full Duplex, Flow Control: None"
	line "4 90 $card $(hang 1000 1200)"
} | tests/incidents/make-journal "$root"
incidents incidents --import >/dev/null 2>&1
is "what goes on is one episode, also when it is imported in two parts" \
	'["222",3,"2026-09-23T14:14:32Z",{"e1000e-lpt-tso-hang":1}]
["444",1,"2026-09-25T14:14:50Z",null]' \
	"$(incidents --json incidents | jq -c '.nics[].incidents[-2:][] | [.boot[:3], .lines, .last, .steps]')"

is "what is forgotten is named" "4 incidents forgotten." "$(incidents incidents --forget eno1)"
incidents incidents --import >"$scratch/out" 2>&1
is "and does not come back" "No incidents." "$(incidents incidents)"
line "4 200 $card $(hang 1000 1900)" | tests/incidents/make-journal "$root"
incidents incidents --import >/dev/null 2>&1
is "but what is new does" '[["444",1]]' "$(incidents --json incidents | jq -c '[.nics[].incidents[] | [.boot[:3], .lines]]')"
is "forgetting by slot" "1 incident forgotten." "$(incidents incidents --forget 00:19.0)"
is "forgetting all of none" "0 incidents forgotten." "$(incidents incidents --forget all)"
incidents incidents --forget eth9 >"$scratch/out" 2>&1
is "a card that is not there is named" "2 nicquirk: no PCI network card is in the slot, or has the interface, 'eth9'" \
	"$? $(cat "$scratch/out")"

host
incidents incidents --import >"$scratch/out" 2>&1
is "without a journal there is nothing" "0 Nothing new of this host's cards." "$? $(cat "$scratch/out")"
PATH=$scratch incidents incidents --import >"$scratch/out" 2>&1
is "without journalctl it says what to do" \
	"2 nicquirk: no journalctl here; give it a log: dmesg | nicquirk incidents --import -" "$? $(cat "$scratch/out")"

# Kernels that died in the driver, where a quirk waits for that: of the journal, and what pstore keeps.
host
mkdir "$scratch/quirks"
cat >"$scratch/quirks/10-test.quirk" <<'end'
[test-oops]
Title=The kernel dies in e1000e
Severity=critical
Evidence=C
Reference=https://example.org/
MatchDriver=e1000e
Confirm=oops
Advice=Use another kernel
end
{
	line "6 100 kernel 0 1 - kernel BUG: kernel NULL pointer dereference, address: 0000000000000008"
	line "6 100.1 kernel 0 4 - kernel Oops: 0000 [#1] PREEMPT SMP NOPTI"
	line "6 100.2 kernel 0 4 - kernel RIP: 0010:e1000_flush_desc_rings+0x6c/0x1a0 [e1000e]"
	line "6 100.3 kernel 0 4 - kernel ---[ end trace 0000000000000000 ]---"
	line "6 200 kernel 0 1 - kernel BUG: kernel NULL pointer dereference, address: 0000000000000010"
	line "6 200.1 kernel 0 4 - kernel RIP: 0010:nv_post_event+0x12/0x40 [nvidia]"
} | tests/incidents/make-journal "$root"
mkdir -p "$root/var/lib/systemd/pstore/179012/001"
cat >"$root/var/lib/systemd/pstore/179012/001/dmesg.txt" <<'end'
Panic#1 Part1
<1>[  300.100000] BUG: unable to handle page fault for address: ffffffffc0aabbcc
<4>[  300.140000] RIP: 0010:e1000_clean_rx_irq+0x6c/0x1a0 [e1000e]
<0>[  300.200000] Kernel panic - not syncing: Fatal exception
end
touch -d 2026-09-20T00:00:00Z "$root/var/lib/systemd/pstore/179012/001/dmesg.txt"
# What kdump keeps, of RHEL, of Debian, and of a death that pstore has as well
mkdir -p "$root/var/crash/127.0.0.1-2026-09-21-00:00:00" "$root/var/crash/202609220000" "$root/var/crash/202609200000"
while read -r day crash; do
	sed "s/^<.>//; s/300[.]/$((280 + day))./" "$root/var/lib/systemd/pstore/179012/001/dmesg.txt" >"$root/var/crash/$crash"
	touch -d "2026-09-${day}T00:05:00Z" "$root/var/crash/$crash"
done <<'end'
21 127.0.0.1-2026-09-21-00:00:00/vmcore-dmesg.txt
22 202609220000/dmesg.202609220000
20 202609200000/dmesg.202609200000
end
deaths() {
	"$nicquirk" --root "$root" --quirks "$scratch/quirks" "$@"
}
deaths incidents --import >/dev/null 2>&1
is "a kernel that died in the driver is an incident, one that died elsewhere is none" \
	'[["666","oops",1,"2026-09-27T14:15:00Z"],["pst","oops",1,"2026-09-20T00:00:00Z"],["pst","oops",1,"2026-09-21T00:05:00Z"],["pst","oops",1,"2026-09-22T00:05:00Z"]]' \
	"$(deaths --json incidents | jq -c '[.nics[].incidents[] | [.boot[:3], .kind, .lines, .first]] | sort')"
deaths incidents --import >"$scratch/out" 2>&1
is "which is found once" "4 Nothing new of this host's cards." \
	"$(deaths --json incidents | jq '.nics[].incidents | length') $(cat "$scratch/out")"
deaths incidents --forget all >/dev/null
deaths incidents --import >/dev/null 2>&1
is "and does not come back" "No incidents." "$(deaths incidents)"
host
deaths --facts tests/facts/pve-02.json incidents --import tests/diagnose/vmcore-dmesg.kernlog --yes 2>&1 >/dev/null |
	head -n 1 >"$scratch/out"
is "of another driver it is none of this host's" "Nothing new of this host's cards." "$(cat "$scratch/out")"

# What waits for the driver for minutes: errors among many others, and only of a driver that has one card.
host
cat >"$scratch/quirks/20-test.quirk" <<'end'
[test-hung]
Title=The host's network configuration waits for e1000e
Severity=critical
Evidence=C
Reference=https://example.org/
MatchDriver=e1000e
Confirm=hung-task
Confirm=rcu-stall
Confirm=soft-lockup
Advice=Use another kernel
end
{
	line "7 100 kernel 0 3 - kernel INFO: task kworker/3:1:1234 blocked for more than 122 seconds."
	line "7 100.1 kernel 0 3 - kernel       Not tainted 6.8.12-9-pve #1"
	line "7 100.2 kernel 0 6 - kernel Call Trace:"
	line "7 100.3 kernel 0 6 - kernel  e1000e_reset_task+0x6c/0x1a0 [e1000e]"
	line "7 200 kernel 0 3 - kernel INFO: task jbd2/sda1-8:300 blocked for more than 122 seconds."
	line "7 200.1 kernel 0 6 - kernel  jbd2_journal_commit_transaction+0x6c/0x1a0 [jbd2]"
	line "7 300 kernel 0 3 - kernel rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:"
	line "7 300.1 kernel 0 6 - kernel  e1000e_read_phy_reg_mdic+0xa1/0x140 [e1000e]"
	line "7 400 kernel 0 0 - kernel watchdog: BUG: soft lockup - CPU#3 stuck for 22s! [kworker/3:2:900]"
	line "7 400.1 kernel 0 4 - kernel RIP: 0010:e1000_clean+0x3b1/0x1020 [e1000e]"
	line "7 500 syslog 0 3 - kernel INFO: task kworker/3:1:1234 blocked for more than 122 seconds."
	line "7 500.1 syslog 0 6 - kernel  e1000e_reset_task+0x6c/0x1a0 [e1000e]"
} | tests/incidents/make-journal "$root"
deaths incidents --import >/dev/null 2>&1
is "a task that hangs in the driver, an RCU stall and a soft lockup are incidents" \
	'[["hung-task","2026-09-28T14:15:00Z"],["rcu-stall","2026-09-28T14:18:20Z"],["soft-lockup","2026-09-28T14:20:00Z"]]' \
	"$(deaths --json incidents | jq -c '[.nics[].incidents[] | [.kind, .first]] | sort')"
deaths incidents --import >"$scratch/out" 2>&1
is "which are found once" "Nothing new of this host's cards." "$(cat "$scratch/out")"
# imported_of FACTS LOG: the incidents that an import of LOG gives the cards of FACTS
imported_of() {
	"$nicquirk" --root "$root" --quirks "$scratch/quirks" --facts "$1" incidents --import "$2" --yes 2>/dev/null |
		jq -c '[.nics[] | [.slot, (.incidents // [])[].kind]]'
}
jq '.nics += [.nics[0] | .slot = "0000:03:00.0"]' tests/facts/pve-02.json >"$scratch/two.json"
jq '.nics += [.nics[0] | .slot = "0000:00:19.1"]' tests/facts/pve-02.json >"$scratch/ports.json"
printf '%s\n' 'INFO: task ip:1234 blocked for more than 122 seconds.' ' e1000e_open+0x6c/0x1a0 [e1000e]' >"$scratch/hung"
is "of two cards none is named" '[["0000:00:19.0"],["0000:03:00.0"]]' "$(imported_of "$scratch/two.json" "$scratch/hung")"
is "of two ports of a card the first stands for it" '[["0000:00:19.0","hung-task"],["0000:00:19.1"]]' \
	"$(imported_of "$scratch/ports.json" "$scratch/hung")"

# A journal of a thousand hangs, which only the newest are kept of.
host
i=0
while [ $i -lt 1000 ]; do
	i=$((i + 1))
	line "5 $((i * 60)) $card $(hang "$((1000 + i))" "$((2000 + i))")"
	line "5 $((i * 60 + 10)) $link e1000e 0000:00:19.0 eno1: NIC Link is Up 1000 Mbps Full Duplex, Flow Control: None"
done | tests/incidents/make-journal "$root"
incidents incidents --import >"$scratch/out" 2>&1
is "a thousand hangs are summed up" "eno1 (0000:00:19.0): hung in 1,000 episodes (1,000 lines), since 2026-09-26 14:14 UTC" \
	"$(head -n 1 "$scratch/out")"
is "and the newest of them are kept" '[200,"2026-09-27T06:53:20Z"]' \
	"$(incidents --json incidents | jq -c '.nics[].incidents | [length, .[-1].first]')"
tap_done
