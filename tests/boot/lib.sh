# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2154 # nic: of the sourcing script
# What the checks in the guest are written with. They run in the folder of the record, with $nic
# the card's interface. "Event" is a pattern for the words of a line of the record that
# follow the name: see recorder.c.

bridge=vmbr0
# What takes the card as its port, and what the bridge takes: another, where there is a bond.
taker=$bridge
uplink=$nic
count=0
stage=

# ok TEXT COMMAND...: one result; what the command says explains a failure.
ok() {
	text=$stage$1
	shift
	count=$((count + 1))
	if said=$("$@" 2>&1); then
		echo "ok $count - $text"
	else
		echo "not ok $count - $text"
		echo "$*: $said" | sed 's/^/#   /'
	fi
}

plan() {
	echo "1..$count"
}

not() {
	! "$@"
}

same() {
	[ "$1" = "$2" ] || { echo "have '$1', want '$2'" && false; }
}

# of_card EVENT: the pattern of that event of the card, whatever its name was then.
of_card() {
	echo "^[^ ]+ $(cat "/sys/class/net/$nic/ifindex") [^ ]+ $1\$"
}

# before FIRST THEN: both patterns are on record, and in this order.
before() {
	awk -v first="$1" -v then="$2" '
		!a && $0 ~ first { a = NR; print }
		!b && $0 ~ then { b = NR; print }
		END { exit !(a && b && a < b) }' record
}

# counted N PATTERN: it is on record N times.
counted() {
	same "$(grep -c -E "$2" record)" "$1"
}

property() {
	udevadm info --query=property --property="$1" --value "/sys/class/net/$nic"
}

# setting NAME: on or off, as the kernel has it now.
setting() {
	ethtool -k "$nic" | sed -n "s/^\t*$1: \([a-z]*\).*/\1/p"
}

# All that make up TSO and that the driver can switch.
tso_names() {
	ethtool -k "$nic" | sed -n '/fixed/d; s/^\t*\(tx-tcp.*-segmentation\): .*/\1/p'
}

# The kernel's first notice of a change named every kind of TSO as off.
first_change_is_tso() {
	line=$(grep -m 1 -E "$(of_card 'off .*')" record) || return
	names=$(tso_names)
	[ -n "$names" ] || return
	for name in $names; do
		case ${line##* }, in
		*"$name",*) ;;
		*) echo "no $name in: $line" && return 1 ;;
		esac
	done
}

# All of it is off that the driver can switch. One process: it is asked in each of 1,000 cycles.
tso_is_off() {
	ethtool -k "$nic" | awk '
		/^tcp-segmentation-offload: / { all = $2 }
		/tx-tcp.*-segmentation: / && !/fixed/ { kinds++ }
		/tx-tcp.*-segmentation: / && !/fixed/ && $2 != "off" { on++; print }
		END { print "tcp-segmentation-offload:", all; exit all != "off" || !kinds || on }'
}

tso_is_on() {
	same "$(setting tcp-segmentation-offload)" on
}

# logged PATTERN: the kernel log has it.
logged() {
	dmesg | grep -E "$1"
}

# journal_of UNIT PATTERN: the unit's journal has it.
journal_of() {
	journalctl -b -u "$1" | grep -E "$2"
}

# run_time UNIT: of its program, in ms.
run_time() {
	systemctl show -p ExecMainStartTimestampMonotonic -p ExecMainExitTimestampMonotonic "$1" |
		awk -F = '{ t[$1] = $2 } END { printf "%d\n",
			(t["ExecMainExitTimestampMonotonic"] - t["ExecMainStartTimestampMonotonic"]) / 1000 }'
}

has_address() {
	ip -4 -o address show dev "$bridge" | grep -w 10.0.2.15/24
}

# plug_in PORT NAMESPACE ADDRESS: the other end of the cable, as a host of its own.
plug_in() {
	ip netns add "$2" &&
		ip link set "$1" netns "$2" &&
		ip -n "$2" address add "$3" dev "$1" &&
		ip -n "$2" link set lo up &&
		ip -n "$2" link set "$1" up
}

# serve: iperf3 at the other end of the cable, for several tests, until end_server.
serve() {
	rm -f said
	mkfifo said
	ip netns exec far iperf3 --server --forceflush > said 2>&1 &
	echo $! > server
	exec 3< said
	while read -r line <&3; do
		case $line in *listening*) return ;; esac
	done
	false
}

end_server() {
	kill "$(cat server)" && timeout 30 tail -f --pid="$(cat server)" /dev/null
	rm server
	ip netns delete far
}

# load BYTES NAMESPACE ADDRESS [COMMAND...]: so much over 16 streams to a server in the namespace;
# COMMAND is what the client is started with. A client that gets nowhere in $patience seconds is stopped.
patience=10
load() {
	bytes=$1 to=$2 address=$3
	shift 3
	rm -f said
	mkfifo said
	ip netns exec "$to" iperf3 --server --one-off --forceflush > said 2>&1 &
	exec 3< said
	while read -r line <&3; do
		case $line in *listening*) break ;; esac
	done
	# From release 3.16 on it looks only at the end of an interval whether all has been sent.
	timeout $((patience * 4)) "$@" iperf3 --client "$address" --parallel 16 --bytes "$bytes" \
		--interval 1 --snd-timeout $((patience * 1000)) ||
		{ kill $! && false; } || return
	wait $!
}

# The groups of checks that scenarios share.

check_record() {
	ok "the record of the boot has no gap" not grep -w lost record
	ok "the card is on record" grep -E "$(of_card new)" record
}

check_order() {
	ok "TSO went off before $taker got the card as its port" \
		before "$(of_card features)" "$(of_card "master $taker")"
	ok "TSO went off before the card was raised" before "$(of_card features)" "$(of_card up)"
}

check_stage() {
	ok "TSO went off before udev renamed the card" \
		before "$(of_card features)" "$(of_card 'renamed eth[0-9]+')"
}

check_once() {
	ok "the card's features changed exactly once" counted 1 "$(of_card features)"
	ok "that change switched off every kind of TSO" first_change_is_tso
}

check_cured() {
	ok "no kind of TSO is on at the end" tso_is_off
}

check_untouched() {
	ok "the card's features never changed" counted 0 "$(of_card features)"
	ok "TSO is on at the end" tso_is_on
}

check_network() {
	ok "$bridge has the card as its port" [ -e "/sys/class/net/$bridge/brif/$uplink" ]
	ok "$bridge has its address" has_address
	ok "the gateway answers through $bridge" ping -c 1 -W 10 -I "$bridge" 10.0.2.2
}

# names_quirk IDS ID: others may be watched beside it
names_quirk() {
	case ,$1, in
	*",$2,"*) true ;;
	*) echo "have '$1', want '$2'" && false ;;
	esac
}

# check_told [QUIRK]
check_told() {
	quirk=${1:-test-82574-tso}
	ok "udev names the quirk" names_quirk "$(property NICQUIRK)" "$quirk"
	ok "udev says that it is mitigated" same "$(property NICQUIRK_STATE)" mitigated
	ok "the kernel log says what was set" logged "nicquirk: .*$quirk step 1: .*tx-tcp-segmentation off"
}

check_barrier() {
	ok "sysinit.target wants nicquirk.service" same \
		"$(systemctl show --value -p WantedBy nicquirk.service)" sysinit.target
	ok "nicquirk.service succeeded" same \
		"$(systemctl show --value -p ActiveState -p Result nicquirk.service | xargs)" \
		"success active"
}

# --- the X722 of tests/kmod ---

x722=10000:00:00

# pci_property FUNCTION NAME
pci_property() {
	udevadm info --query=property --property="$2" --value "/sys/bus/pci/devices/$x722.$1"
}

# build_of MODULE: "none", "in-tree", or the version of the out-of-tree one that is loaded
build_of() {
	[ -e "/sys/module/$1" ] || { echo none && return; }
	case $(cat "/sys/module/$1/taint") in
	*O*) cat "/sys/module/$1/version" ;;
	*) echo in-tree ;;
	esac
}

# nicquirk_decision MODULE DECISION
nicquirk_decision() {
	nicquirk modules | grep "^$1: $2: "
}

check_x722() {
	ok "the made-up card is there" [ -e "/sys/bus/pci/devices/$x722.1" ]
	ok "a driver has taken it" [ -e "/sys/bus/pci/devices/$x722.0/driver" ]
}

# --- receive pages of the i40e doubles, whose ports 0 and 1 a cable joins ---

# Memory in kB that the kernel's own statistics do not account for, as pages of a driver are. Free
# pages that a CPU has put by for itself ("count") are not in MemFree.
unaccounted() {
	awk '/^MemTotal:/ { kb += $2 }
		/^(MemFree|Buffers|Cached|SwapCached|AnonPages|Slab|KernelStack|PageTables):/ { kb -= $2 }
		/^(SecPageTables|VmallocUsed|Percpu):/ { kb -= $2 }
		$1 == "count:" { kb -= $2 * 4 }
		END { print kb }' /proc/meminfo /proc/zoneinfo
}

statistic() {
	ip netns exec near ethtool -S "$nic" | sed -n "s/^ *$1: //p"
}

receive() {
	plug_in "$nic" near 192.0.2.1/24 && plug_in "${nic%0}1" far 192.0.2.2/24 &&
		load 96M near 192.0.2.1 ip netns exec far
}

at_least() {
	[ "$1" -ge "$2" ] || { echo "have $1, want $2 or more" && false; }
}

# measure: receives, and sets kept and, once there is neither driver nor namespace, lost.
measure() {
	before=$(unaccounted)
	ok "the load runs through" receive
	allocated=$(statistic rx_pages_allocated)
	kept=$(statistic rx_pages_kept)
	ip netns delete near
	ip netns delete far
	ok "the driver goes away" rmmod i40e
	lost=$(($(unaccounted) - before))
	echo "# $stage$allocated pages allocated, $kept kept, $lost kB lost"
	echo "$allocated $kept $lost" > pages
}

keeps_pages() {
	measure
	ok "hundreds of pages are kept" at_least "$kept" 500
	ok "their memory is lost" at_least $lost $((kept * 4 * 3 / 4))
}

keeps_none() {
	measure
	ok "pages were received into" at_least "$allocated" 1
	ok "none is kept" same "$kept" 0
	ok "no memory is lost" at_least 1024 $lost
}

# install_build BUILD: of the doubles, as the one that is loaded from now on.
install_build() {
	modules=/lib/modules/$(uname -r)
	rm -f "$modules/updates/i40e.ko"
	[ "$1" = i40e-in-tree ] ||
		install -D "/usr/lib/boot-test/doubles/$1.ko" "$modules/updates/i40e.ko" || return
	# For the next build in that place it has nothing new to say.
	grep -q updates/i40e "$modules/modules.dep" || depmod || return
	modprobe i40e && udevadm settle
}

# --- watch: a card whose transmit unit hangs ---

# shellcheck disable=SC2034 # for the checks
hang_line="e1000e .* $nic: Detected Hardware Unit Hang:"

# wait_for SECONDS PATTERN: until the kernel log has it, from before or from then on.
wait_for() {
	rm -f following
	mkfifo following
	timeout "$1" dmesg --follow > following &
	grep -m 1 -E "$2" < following
	found=$?
	kill $! 2> /dev/null
	wait $! 2> /dev/null
	return $found
}

# logged_at PATTERN: when the kernel log had it first, in whole seconds since the kernel began.
logged_at() {
	dmesg | sed -n -E "/$1/{ s/^\\[ *([0-9]+)\\..*/\\1/p; q; }"
}

# within SECONDS FIRST THEN: the second pattern was logged so soon after the first one.
within() {
	[ "$(logged_at "$2")" ] && [ "$(logged_at "$3")" ] || return
	echo "$(logged_at "$2") $(logged_at "$3")"
	[ "$(($(logged_at "$3") - $(logged_at "$2")))" -le "$1" ]
}

# How often the kernel log has it.
times_logged() {
	dmesg | grep -c -E "$1"
}

# watch_says SECONDS PATTERN: in the kernel log, of the card.
watch_says() {
	wait_for "$1" "nicquirk: $nic \\([^)]*\\): $2"
}

# watch_runs: it may be about to, as nothing of the boot waits for it.
watch_runs() {
	udevadm settle
	while [ "$(systemctl show --value -p ActiveState nicquirk-watch.service)" = activating ]; do
		sleep 0.2
	done
	systemctl is-active --quiet nicquirk-watch.service
}

check_watch() {
	ok "the card is watched" same "$(property NICQUIRK_WATCH)" 1
	ok "nicquirk-watch.service runs" watch_runs
}

# stored KIND: how many incidents of that kind the store has.
stored() {
	grep -c " $1 " /var/lib/nicquirk/incidents
}

# stop_sending: the transmit unit of the real card stops, as if it hung.
stop_sending() {
	/usr/lib/boot-test/txstop "/sys/bus/pci/devices/$(basename "$(readlink "/sys/class/net/$nic/device")")/resource0" stop
}

gateway_answers() {
	ping -q -c 1 -w 20 -I "$bridge" 10.0.2.2
}

# stop_under_traffic: so that there is something that the unit does not send. Nothing else may stop the queue,
# or the kernel's watchdog may be quicker than the driver, which on this card looks twice, every 4 s.
stop_under_traffic() {
	dmesg -C
	for limit in "/sys/class/net/$nic"/queues/tx-*/byte_queue_limits/limit_min; do
		echo 1000000 > "$limit"
	done
	ping -q -i 0.2 -c 600 -I "$bridge" 10.0.2.2 > /run/ping 2>&1 &
	stop_sending
}

# Addresses, routes and what is up, as somebody has set it: without what is so for the moment.
network() {
	ip -o address show scope global | sed 's/ *valid_lft.*//; s/ tentative//'
	{ ip -4 route show table all && ip -6 route show table all; } |
		awk '!/proto ra|^multicast|^ff00/ && (!/proto kernel/ || / via /)' | sed 's/ linkdown//; s/ dead//'
	ip -br link | sed 's/ *[^ ]*:[^ ]*:.*//'
}
