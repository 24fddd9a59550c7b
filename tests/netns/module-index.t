#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2086,SC2154 # plain words; what lib.sh sets
# The index of what nicquirk-pci has to know: with it neither a quirk file nor a configuration is opened, and
# wherever one may be another than when it was written, all are. What was changed asks for another build of the
# card's driver each time, by the same number of bytes and with the times of before where that can be: who went by
# an old index would exit at once.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/index.sh"
. "$(dirname "$0")/pci.sh"

index=/run/nicquirk/modules.index
shipped=/usr/share/nicquirk/quirks.d
function=/sys/devices/pci0000:00/0000:00:19.0
[ "$(readlink /lib)" = usr/lib ] && lib='' || lib=/lib
for folder in /usr/lib /usr/local/lib $lib; do
	own_layer "$folder"
done
mkdir -p $shipped /usr/lib/modprobe.d /etc/modprobe.d /etc/nicquirk /etc/udev /run/test/units
rm -f /run/nicquirk/quirks.d/* /etc/modprobe.d/* /usr/lib/modprobe.d/* /lib/modprobe.d/*
cp "$TESTS"/../../quirks/*.quirk $shipped
printf '[Pin]\n#ixgbe=in-tree\n[Skip]\n' >/etc/nicquirk/nicquirk.conf
printf 'alias pci:v00001234* other\nalias floppy off\n' >/usr/lib/modprobe.d/aliases.conf
echo '#udev_log=debug' >/etc/udev/udev.conf
chmod -R u=rwX,go=rX /usr/share/nicquirk /etc/nicquirk /etc/modprobe.d /usr/lib/modprobe.d
card nq0 0000:00:19.0

# write_index: as a boot leaves it, where no file is new
write_index() {
	rm -f $index
	LD_PRELOAD="$BUILD/tests/netns/shim.so" SHIM_AHEAD=100 "$BUILD/nicquirk-generator" /run/test/units
}
first_word() {
	strace -f -o /run/test/trace -e trace=open,openat /run/test/bin/nicquirk-pci 0000:00:19.0 2>&1 || echo "exit status $?"
}
# opened: how many files of quirks.d and of configuration the last call has opened, of those that are there
opened() {
	grep -cE '([.]quirk|[.]conf)".* = [0-9]+$' /run/test/trace
}
# by_index DESCRIPTION: it exits at once, and has opened nothing for that
by_index() {
	exits_at_once "$1"
	is "$1: by the index alone" 0 "$(opened)"
}
# noticed DESCRIPTION: what is asked now is found, though the index says that nothing is
noticed() {
	cp /run/test/good $index
	takes_the_long_way "$1"
}
# again: the index that is right for what is there now
again() {
	write_index
	cp $index /run/test/good 2>/dev/null
}

# --- when it is written, and what it saves ---

exits_at_once 'without an index'
all=$(opened)
check 'for which all is read' [ "$all" -ge 12 ]
"$BUILD/nicquirk-generator" /run/test/units
check 'files that are new get no index: one more write may leave their times as they are' [ ! -e $index ]
again
is 'it is written, and for all to read' 644 "$(stat -c %a $index)"
by_index 'with it'
if ! has_sanitizer /run/test/bin/nicquirk-pci; then
	strace -f -c -o /run/test/calls /run/test/bin/nicquirk-pci 0000:00:19.0
	calls=$(awk '$NF == "total" { print $(NF - 1 - (NF > 5)) }' /run/test/calls)
	check "a card of which nothing is asked: 75 system calls at most ($calls)" [ "${calls:-1000}" -le 75 ]
fi

# --- what it says ---

# device ID: the card's
device() {
	rm -f $function/modalias
	echo "pci:v00008086d0000$(echo "$1" | tr a-f A-F)sv00001028sd000005A4bc02sc00i00" >$function/modalias
}
rm $function/driver
device 37d0
takes_the_long_way 'an X722, of whose driver a build is to be avoided'
is 'as the index says' 0 "$(opened)"
device ffff
takes_the_long_way 'an ID that is not in devices.tsv'
device 153a
by_index 'a card without a driver'
mkdir -p /sys/bus/pci/drivers/i40e
ln -s ../../../bus/pci/drivers/i40e $function/driver
takes_the_long_way 'a card that another driver runs (new_id)'
ln -sfn ../../../bus/pci/drivers/e1000e $function/driver
echo vfio-pci >$function/driver_override
takes_the_long_way 'driver_override'
rm $function/driver_override

# says_so DESCRIPTION: with an index of what is there now, the same, and nothing is opened
says_so() {
	takes_the_long_way "$1"
	again
	takes_the_long_way "$1, once the index has it"
	is "$1: by the index" 0 "$(opened)"
}
# nothing_left DESCRIPTION: what was made for a case is gone
nothing_left() {
	again
	by_index "$1 is gone"
}

# --- what an owner adds ---

for place in /etc/nicquirk /run/nicquirk /usr/share/nicquirk; do
	for folder in there missing; do
		file=$place/quirks.d/50-site.quirk
		if [ $folder = there ]; then mkdir -p $place/quirks.d; else
			mv $place/quirks.d /run/test/away 2>/dev/null || rm -rf /run/test/away
		fi
		again
		by_index "$place/quirks.d ($folder)"
		mkdir -p $place/quirks.d
		[ ! -d /run/test/away ] || cp -p /run/test/away/* $place/quirks.d 2>/dev/null
		rm -rf /run/test/away
		printf '[mine]\nMatchDriver=e1000e\nBuild=avoid\n' >$file
		noticed "a quirk in $place/quirks.d ($folder)"
		says_so "a quirk in $place/quirks.d"
		rm $file
		nothing_left "the quirk in $place/quirks.d"
	done
done
printf '[mine]\nMatchDriver=mine\nBuild=avoid\n' >$shipped/50-site.quirk
says_so 'a quirk of a driver that is not in devices.tsv'
rm $shipped/50-site.quirk
for file in nicquirk.conf.d/50-site.conf nicquirk.conf; do
	nothing_left 'what was'
	mkdir -p "$(dirname /etc/nicquirk/$file)"
	printf '[Pin]\ne1000e=in-tree\n' >/etc/nicquirk/$file
	noticed "[Pin] in a new $file"
	says_so "[Pin] in $file"
	rm -r /etc/nicquirk/${file%%/*}
done
rm -rf /etc/nicquirk
again
by_index 'no /etc/nicquirk'
mkdir /etc/nicquirk
printf '[Pin]\ne1000e=in-tree\n' >/etc/nicquirk/nicquirk.conf
noticed '[Pin] in a new /etc/nicquirk'
printf '[Pin]\n#ixgbe=in-tree\n[Skip]\n' >/etc/nicquirk/nicquirk.conf
nothing_left '[Pin]'
for place in /etc /run /usr/local/lib /usr/lib $lib; do
	for folder in there missing; do
		if [ $folder = there ]; then mkdir -p $place/modprobe.d; else rm -rf $place/modprobe.d; fi
		again
		by_index "$place/modprobe.d ($folder)"
		mkdir -p $place/modprobe.d
		echo 'alias pci:v00008086d* mine' >$place/modprobe.d/50-site.conf
		noticed "an alias in $place/modprobe.d ($folder)"
		says_so "an alias in $place/modprobe.d"
		rm $place/modprobe.d/50-site.conf
		nothing_left "the alias in $place/modprobe.d"
	done
done
for pattern in '*' 'p*' '?ci:*' '[p]ci:v*' 'pci:v00008086d0000153Asv*'; do
	echo "alias $pattern mine" >/etc/modprobe.d/50-site.conf
	again
	takes_the_long_way "an alias $pattern"
	is "an alias $pattern: by the index" 0 "$(opened)"
done
rm /etc/modprobe.d/50-site.conf
again
mkdir -p /run/modprobe.d
: >/run/modprobe.d/nicquirk.conf
noticed 'what was decided in this boot'
again
check 'which gets no index' [ ! -e $index ]
rm -r /run/modprobe.d

# --- what is edited in place, by as many bytes, and with the times of before ---

# edited FILE OLD NEW: the first OLD of it
edited() {
	again
	by_index "$1 as it was"
	cp -p "$1" /run/test/before
	at=$(grep -boF "$2" "$1" | sed -n '1s/:.*//p')
	printf '%s' "$3" | dd of="$1" bs=1 seek="$at" conv=notrunc status=none
	touch -r /run/test/before "$1"
	noticed "$1 is edited in place"
	dd if=/run/test/before of="$1" conv=notrunc status=none
}
for file in /run/nicquirk/quirks.d/site.quirk $shipped/50-site.quirk; do
	printf '[mine]\nMatchDriver=ixgbe \nBuild=avoid\n' >$file
	edited $file 'ixgbe ' e1000e
	rm $file
done
printf '[Pin]\n#xgbe=in-tree\ne1000=in-tree\n' >/etc/nicquirk/nicquirk.conf
edited /etc/nicquirk/nicquirk.conf '#' 'x'
mkdir /etc/nicquirk/nicquirk.conf.d
printf '[Pin]\n#xgbe=in-tree\n' >/etc/nicquirk/nicquirk.conf.d/site.conf
edited /etc/nicquirk/nicquirk.conf.d/site.conf '#' 'x'
printf 'alias pci:v00001234* other\n' >/usr/lib/modprobe.d/aliases.conf
edited /usr/lib/modprobe.d/aliases.conf v00001234 v00008086
mkdir /run/test/other
printf '[mine]\nMatchDriver=e1000e\nBuild=avoid\n' >/run/test/other/site.quirk
ln -s /dev/null /run/nicquirk/quirks.d/site.quirk
again
by_index 'a file is masked'
ln -sf /run/test/other/site.quirk /run/nicquirk/quirks.d/site.quirk
noticed 'a link leads elsewhere'
rm /run/nicquirk/quirks.d/site.quirk
again
mount --bind /run/test/other $shipped
noticed 'another folder is mounted'
umount $shipped

# --- what others may write to ---

again
for path in /etc/nicquirk /etc/nicquirk/nicquirk.conf /etc/nicquirk/nicquirk.conf.d /run/nicquirk \
	/run/nicquirk/quirks.d /usr/share/nicquirk $shipped $shipped/10-igb.quirk; do
	chmod o+w $path
	noticed "$path, that all may write to"
	again
	check "$path: which gets no index" [ ! -e $index -o $path = /run/nicquirk ]
	chmod o-w $path
	again
	by_index "$path as it was"
done

# --- one that is damaged, or nobody's ---

# distrusted DESCRIPTION: all is read
distrusted() {
	exits_at_once "$1"
	is "$1: all is read" "$all" "$(opened)"
	put_good_index
}
files_read() {
	first_word >/run/test/output
	opened
}
rm -r /etc/nicquirk/nicquirk.conf.d
rm -f $index
exits_at_once 'none'
all=$(opened)
again
damaged_indexes
by_index 'as it was'
indexes_of_others

# --- the debug level of udev ---

again
is 'udev logs as ever: nothing is said' '' "$(first_word)"
echo 'udev_log=debug' >/etc/udev/udev.conf
contains 'it logs at the debug level now' 'nothing is asked of its driver' "$(first_word)"
again
contains 'and the index knows' 'nothing is asked of its driver' "$(first_word)"
is 'without a look at that file' 0 "$(opened)"
echo '#udev_log=debug' >/etc/udev/udev.conf
cmdline 'quiet udev.log_level=debug'
again
contains 'by the kernel command line' 'nothing is asked of its driver' "$(first_word)"
tap_done
