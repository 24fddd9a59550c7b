#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Scripts of Python that owners have units run.
# shellcheck disable=SC2154 # what lib.sh sets
set -u
. tests/hostlint/lib.sh

# python LINE...: behind the three lines that each has
python() {
	printf '#!/usr/bin/env python3\nimport os, shlex, subprocess, sys\nIFACE = "eno1"\n%s\n' \
		"$(printf '%s\n' "$@")" | has usr/local/bin/tune
}

# reads TEXT LINE...: the lines switch TSO of eno1 off, too late
reads() {
	reads=$1
	shift
	python "$@"
	finds "$reads" unit-too-late etc/systemd/system/fix.service:2
}

# finds_other TEXT ID LINE...: the last of the lines
finds_other() {
	other=$1 id=$2
	shift 2
	python "$@"
	finds "$other" "$id" "usr/local/bin/tune:$(($# + 3))"
}

pve
unit /usr/local/bin/tune After=network-online.target
reads 'a list' 'subprocess.run(["ethtool", "-K", "eno1", "tso", "off"], check=True)'
reads 'with a name, over lines' 'def main():' '    subprocess.check_call([' "        '/usr/sbin/ethtool', # here" \
	'        "-K", IFACE,' '        "tso",' '        "off",' '    ])'
reads 'a tuple' 'subprocess.Popen(("ethtool", "-K", IFACE, "tso", "off"))'
reads 'a line for a shell' 'os.system("ethtool -K eno1 tso off || true")'
reads 'one in parts' 'os.popen("ethtool -K " + IFACE +' '    " tso"' '    " off")'
reads 'one with a name in it' 'subprocess.run(f"ethtool -K {IFACE} tso off", shell=True)'
reads 'one that is cut up' 'subprocess.call("ethtool -K eno1 tso off".split())'
reads 'or by shlex' 'subprocess.check_output(shlex.split(f"ethtool -K {IFACE} tso off"))'
reads 'a list with a name of its own' 'cmd = ["ethtool", "-K", IFACE, "tso", "off"]' 'subprocess.run(cmd)'
reads 'a module by another name' 'import subprocess as sp' 'sp.run(["ethtool", "-K", "eno1", "tso", "off"])'
reads 'a function without its module' 'from subprocess import PIPE, run' 'run(["ethtool", "-K", "eno1", "tso", "off"])'
reads 'any card' 'def tune(iface):' '    subprocess.run(["ethtool", "-K", iface, "tso", "off"])' 'tune(sys.argv[1])'

finds_other 'a name of another day' script-without-interface \
	'subprocess.run(["ethtool", "-K", "enp0s25", "tso", "off"])'
finds_other 'which may have a name' script-without-interface 'CARD = "enp0s25"' \
	'subprocess.run(["ethtool", "-K", CARD, "tso", "off"])'
python 'CARD = "enp0s25"' 'if os.path.exists("/sys/class/net/eno1"): CARD = "eno1"' \
	'subprocess.run(["ethtool", "-s", CARD, "wol", "g"])'
finds_nothing 'a name that gets two values is neither'
python 'CARD = "enp0s25"' 'for CARD in os.listdir("/sys/class/net"):' '    subprocess.run(["ethtool", "-s", CARD, "wol", "g"])'
finds_nothing 'nor one of a loop'
python 'CARD = "enp0s25"' 'def tune(CARD):' '    subprocess.run(["ethtool", "-s", CARD, "wol", "g"])'
finds_nothing 'nor one of a function'
python 'CARD = "enp" + str(1)' 'subprocess.run(["ethtool", "-s", CARD, "wol", "g"])'
finds_nothing 'nor one that is computed'
finds_other 'a line without a shell' ethtool-sets-nothing 'subprocess.run("ethtool -K eno1 tso off")'
finds_other 'words of a shell in a list' ethtool-sets-nothing \
	'subprocess.run(["ethtool", "-K", "eno1", "tso", "off", "||", "true"])'
finds_other 'an option that ethtool has not' ethtool-sets-nothing 'os.system("ethtool -offload eno1 tso off")'

for line in 'run("ethtool", "-K", "eno1", "tso", "off")' 'subprocess.run(["ethtool", *words])' \
	'subprocess.run(["ethtool", "-K", IFACE] + words)' 'os.execvp("ethtool", words)' \
	'os.system("ethtool -K %s tso off" % name)' 'words = ["ethtool"] + sys.argv' \
	'subprocess.run(["ethtool", "-K", "eno1", "tso", "off"], shell=True)'; do
	finds_other "what is not read is said: $line" script-not-read 'words = ["-K", "eno1", "tso", "off"]' "$line"
done

finds_other 'by a name as well' script-not-read 'ETHTOOL = "/usr/sbin/ethtool"' 'subprocess.run([ETHTOOL, *sys.argv])'

python '"""Runs ethtool -K eno1 tso off"""' '# os.system("ethtool -K eno1 tso off")' \
	'if not shutil.which("ethtool"): print("ethtool -K eno1 tso off")' 'x = "the ethtool of " + IFACE' \
	'subprocess.run(["ip", "link", "set", "enp0s25", "up"])' "'" 'os.system("ethtool -k eno1")'
finds_nothing 'words that run nothing'
python 'subprocess.run(["/usr/local/bin/below"])'
printf 'ethtool -K enp0s25 tso off\n' | has usr/local/bin/below
finds 'a script that it runs' script-without-interface usr/local/bin/below:1
mv "$root/usr/local/bin/tune" "$root/usr/local/bin/tune.py"
printf 'import os\nos.system("ethtool -K enp0s25 tso off")\n' | has usr/local/bin/tune.py
unit '/usr/bin/python3 /usr/local/bin/tune.py' Before=network-pre.target
finds 'a script that its name makes one' script-without-interface usr/local/bin/tune.py:2
tap_done
