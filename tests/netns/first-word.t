#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2154 # both ways with lib.sh
# nicquirk-pci on the running host: a configuration that others may write to, as udev-pci has a word about it,
# and a time limit. modules/first-word.t has the rest.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/pci.sh"

card nq0 0000:00:19.0

first_word() {
	PCI_SLOT_NAME=0000:00:19.0 /run/test/bin/nicquirk-pci 2>&1 || echo "exit status $?"
}

exits_at_once 'a card of which nothing is asked'
[ -d /etc/nicquirk ] || mkdir /etc/nicquirk
mkdir /etc/nicquirk/nicquirk.conf.d /etc/nicquirk/quirks.d
for file in nicquirk.conf nicquirk.conf.d/site.conf quirks.d/site.quirk; do
	: >"/etc/nicquirk/$file"
	exits_at_once "$file"
	chmod o+w "/etc/nicquirk/$file"
	takes_the_long_way "$file that all may write to"
	chmod o-w,g+w "/etc/nicquirk/$file"
	exits_at_once "$file that the group root may write to"
	chown 65534 "/etc/nicquirk/$file" 2>/dev/null && takes_the_long_way "$file that is not root's"
	rm "/etc/nicquirk/$file"
done
for folder in /etc/nicquirk /etc/nicquirk/nicquirk.conf.d /etc/nicquirk/quirks.d /run/nicquirk /run/nicquirk/quirks.d; do
	chmod o+w "$folder"
	takes_the_long_way "$folder that all may write to"
	chmod o-w "$folder"
done
printf '[mine]\nMatchDriver=e1000e\nBuild=avoid\n' >/run/nicquirk/quirks.d/site.quirk
takes_the_long_way 'a quirk that asks for another build'
rm /run/nicquirk/quirks.d/site.quirk
exits_at_once 'as before'

# SIGALRM at opens from the modalias on, as if that had taken too long.
strace -o /run/test/trace -e trace=openat /run/test/bin/nicquirk-pci 0000:00:19.0
first=$(grep -n modalias /run/test/trace | cut -d : -f 1)
for n in 0 2 4; do
	is "when its time is up it takes the long way, $n opens after the modalias" 'long way: udev-pci 0000:00:19.0' \
		"$(strace -o /run/test/trace -e trace=openat -e inject=openat:signal=SIGALRM:when=$((first + n)) \
			/run/test/bin/nicquirk-pci 0000:00:19.0 2>&1)"
done

# What the boot programs must do without: the store, records, the builds on disk, libraries.
strace -f -o /run/test/trace -e trace=open,openat /run/test/bin/nicquirk-pci 0000:00:19.0
is 'it reads neither store nor record nor module folder' '' \
	"$(grep -E '/var/lib/nicquirk|/run/nicquirk/(records|builds)|/lib/modules' /run/test/trace)"
tap_done
