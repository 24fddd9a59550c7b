# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2154 # what lib.sh sets
# Sourced, after lib.sh, by tests of nicquirk-pci: a stand-in for the command beside it, which it hands over to. The
# test has first_word, which runs it.

mkdir -p /run/test/bin
cp "$BUILD/nicquirk-pci" /run/test/bin
cat >/run/test/bin/nicquirk <<'end'
#!/bin/sh
echo "long way: $*"
end
chmod +x /run/test/bin/nicquirk

exits_at_once() {
	is "$1: it exits at once" '' "$(first_word)"
}
takes_the_long_way() {
	is "$1: the long way" 'long way: udev-pci 0000:00:19.0' "$(first_word)"
}
