#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2119,SC2154 # builds have their usual places; what lib.sh sets
# The first word of the module stage: nicquirk-pci exits at once for a card of whose driver nobody can ask
# anything, and in doubt becomes "nicquirk udev-pci".
. tests/modules/lib.sh

# Beside it lies a command that says how it was called.
mkdir "$scratch/bin"
cp "${BUILD:-build}/nicquirk-pci" "$scratch/bin"
cat >"$scratch/bin/nicquirk" <<'end'
#!/bin/sh
echo "long way: $*"
end
chmod +x "$scratch/bin/nicquirk"

# fresh [DEVICE [DRIVER]]: a host with that card, an I217-LM, and the shipped database
fresh() {
	host
	card 0000:00:19.0 "${1:-153a}" "${2-}"
	folder=$root/sys/bus/pci/devices/0000:00:19.0
	mkdir -p "$root/usr/share/nicquirk/quirks.d" "$root/etc/nicquirk/quirks.d" "$root/etc/modprobe.d" \
		"$root/run/nicquirk/quirks.d" "$root/usr/lib/modprobe.d"
	cp quirks/*.quirk "$root/usr/share/nicquirk/quirks.d"
	cp nicquirk.conf "$root/etc/nicquirk"
	printf 'blacklist pcspkr\nalias floppy off\n' >"$root/usr/lib/modprobe.d/aliases.conf"
}

first_word() {
	PCI_SLOT_NAME=0000:00:19.0 "$scratch/bin/nicquirk-pci" --root "$root" 2>"$scratch/said" || echo "exit status $?"
	cat "$scratch/said"
}
exits_at_once() {
	is "$1: it exits at once" '' "$(first_word)"
}
takes_the_long_way() {
	is "$1: the long way" "long way: --root $root udev-pci 0000:00:19.0" "$(first_word)"
}

# --- by the shipped database alone ---

fresh
exits_at_once 'an I217-LM'
fresh 37d0
takes_the_long_way 'an X722, of whose driver a build is to be avoided'
fresh 1593
takes_the_long_way 'an E810, beside whose driver irdma is kept out'

# Every card that is known.
asked=$(awk '/^\[/ { driver = "" } /^MatchDriver=/ { driver = substr($0, 13) } /^(Build|Blacklist)=/ { print driver }' \
	quirks/*.quirk | sort -u | xargs)
is 'the drivers that are asked for something' 'i40e iavf ice ixgbe' "$asked"
fresh
sed -n 's/^\([a-z0-9]*\)\t8086:\([0-9a-f]*\)\t.*/\1 \2/p' quirks/devices.tsv | while read -r driver device; do
	card 0000:00:19.0 "$device"
	case " $asked " in *" $driver "*) want='long way' ;; *) want='' ;; esac
	got=$(first_word)
	[ "${got%%:*}" = "$want" ] || echo "$driver $device: $got"
done >"$scratch/wrong"
is 'each card of devices.tsv' '' "$(cat "$scratch/wrong")"
is 'and each driver is in there' '' "$(for driver in $asked; do
	grep -q "^$driver	" quirks/devices.tsv || echo "$driver"
done)"

# --- the card ---

fresh ffff
takes_the_long_way 'an ID that is not in devices.tsv'
fresh 153a e1000e
exits_at_once 'a card that its own driver runs'
fresh 153a i40e
takes_the_long_way 'a card that another driver runs (new_id)'
fresh 153a vfio-pci
takes_the_long_way 'a card that is handed to a guest'
fresh
echo vfio-pci >"$folder/driver_override"
takes_the_long_way 'driver_override'
echo '(null)' >"$folder/driver_override"
exits_at_once 'no driver_override'
echo >"$folder/driver_override"
takes_the_long_way 'an empty driver_override, which no driver matches'
fresh
rm "$folder/modalias"
takes_the_long_way 'no modalias'
for modalias in '' pci: pci:v00008086d0000153 pci:v00018086d0000153Asv pci:v00008086d0000153asv usb:v8087p0024; do
	echo "$modalias" >"$folder/modalias"
	takes_the_long_way "a modalias \"$modalias\""
done

# --- an owner's quirk ---

# section FILE LINE...
section() {
	file=$root/$1
	shift
	{
		printf '[mine]\nTitle=T\nSeverity=major\nEvidence=B\n'
		printf '%s\n' "$@"
	} >"$file"
}
for place in etc/nicquirk run/nicquirk usr/share/nicquirk; do
	fresh
	section $place/quirks.d/50-site.quirk MatchDriver=e1000e Build=avoid
	takes_the_long_way "Build= on its driver in $place"
	section $place/quirks.d/50-site.quirk MatchDriver=igb Build=avoid
	exits_at_once "Build= on another driver in $place"
	section $place/quirks.d/50-site.quirk MatchDriver=igb 'MatchDriver=igc e1000e' Build=avoid
	takes_the_long_way "Build= on several drivers in $place"
	section $place/quirks.d/50-site.quirk MatchDriver=e1000e-next Build=avoid
	takes_the_long_way "Build= on a driver that is not in devices.tsv in $place"
	section $place/quirks.d/50-site.quirk MatchDriver=e1000e-next Blacklist=irdma
	takes_the_long_way "Blacklist= beside a driver that is not in devices.tsv in $place"
	section $place/quirks.d/50-site.quirk MatchDriver=e1000e Blacklist=irdma
	takes_the_long_way "Blacklist= beside its driver in $place"
	section $place/quirks.d/50-site.quirk MatchDriver=igb Blacklist=e1000e
	takes_the_long_way "Blacklist= of its driver in $place"
	section $place/quirks.d/50-site.quirk MatchDevice=8086:1572 Build=avoid
	takes_the_long_way "Build= without MatchDriver in $place"
	section $place/quirks.d/50-site.quirk MatchDriver=e1000e-next 'Feature=tso off'
	exits_at_once "settings alone in $place"
done
fresh
section etc/nicquirk/quirks.d/50-site.quirk MatchDriver=e1000e 'Feature=tso off' Step= Build=avoid
takes_the_long_way 'Build= at a later step'
section etc/nicquirk/quirks.d/50-site.quirk MatchDriver=e1000e 'Feature=tso off' '#Build=avoid' 'Advice=See Build=.'
exits_at_once 'Build= in a comment and in a text'
section etc/nicquirk/quirks.d/50-site.quirk Build=avoid MatchDriver=i40evf
takes_the_long_way 'a driver by the name that it had before Linux 4.20'
{ printf '[nul]\nTitle=\0\n' && printf '[mine]\nMatchDriver=e1000e\nBuild=avoid'; } >"$root/etc/nicquirk/quirks.d/50-site.quirk"
takes_the_long_way 'Build= behind a NUL byte, without an end of line'
printf '\357\273\277[mine]\r\nMatchDriver=e1000e\r\nBuild = avoid\r\n' >"$root/etc/nicquirk/quirks.d/50-site.quirk"
takes_the_long_way 'Build= with the ends of line of another system'
rm "$root/etc/nicquirk/quirks.d/50-site.quirk"
ln -s /dev/null "$root/etc/nicquirk/quirks.d/10-i40e.quirk"
exits_at_once 'a file is masked'
ln -s /nowhere "$root/etc/nicquirk/quirks.d/20-gone.quirk"
takes_the_long_way 'a file that leads nowhere'
rm "$root/etc/nicquirk/quirks.d/20-gone.quirk"
mkfifo "$root/etc/nicquirk/quirks.d/20-fifo.quirk"
takes_the_long_way 'a fifo'
fresh
rm -r "$root/usr/share/nicquirk" "$root/etc/nicquirk" "$root/run/nicquirk"
exits_at_once 'no database and no configuration'

# --- a shipped file that was edited ---

fresh
shipped=$root/usr/share/nicquirk/quirks.d/10-e1000e.quirk
awk '/^Title=/ && !done { $0 = sprintf("%-" length($0) "s", "Build=avoid"); done = 1 } { print }' "$shipped" >"$scratch/edited"
is 'the edited one has its size' "$(stat -c %s "$shipped")" "$(stat -c %s "$scratch/edited")"
touch -r "$shipped" "$scratch/time"
cat "$scratch/edited" >"$shipped"
touch -r "$scratch/time" "$shipped"
takes_the_long_way 'a shipped file that was edited, whatever its time and size'

# --- [Pin] ---

for file in nicquirk.conf nicquirk.conf.d/50-site.conf; do
	fresh
	mkdir -p "$root/etc/nicquirk/nicquirk.conf.d"
	printf '[Pin]\ne1000e=in-tree\n' >"$root/etc/nicquirk/$file"
	takes_the_long_way "[Pin] of its driver in $file"
	printf '[Pin]\ni40e=in-tree\n' >"$root/etc/nicquirk/$file"
	exits_at_once "[Pin] of another in $file"
	printf '[Pin]\ni40e=in-tree\nmine=1.0\n' >"$root/etc/nicquirk/$file"
	takes_the_long_way "[Pin] of one that is not in devices.tsv in $file"
	printf '[Policy]\nModules=pin\n[Pin]\ne1000e\n' >"$root/etc/nicquirk/$file"
	takes_the_long_way "[Pin] with a line that says nothing in $file"
	printf '[Pin]\n#e1000e=in-tree\n[Skip]\nQuirk=x\n' >"$root/etc/nicquirk/$file"
	exits_at_once "[Pin] in a comment in $file"
done

# --- modprobe.d ---

for place in etc run usr/local/lib usr/lib lib; do
	fresh
	mkdir -p "$root/$place/modprobe.d"
	alias=$root/$place/modprobe.d/50-site.conf
	echo "alias pci:v00008086d0000153Asv*sd*bc*sc*i* e1000e-next" >"$alias"
	takes_the_long_way "an alias for it in $place"
	echo "alias pci:v00008086d00001572sv*sd*bc*sc*i* e1000e-next" >"$alias"
	exits_at_once "an alias for another in $place"
done
for line in 'alias pci:v00008086d* mine' '  alias   pci:v*	mine' 'alias * off' 'alias [p]ci* mine' \
	'alias pc?:v00008086* mine' 'ali\
as pci:* mine' 'alias \
pci:* mine' 'options foo path=C:\\
alias pci:v00008086* mine'; do
	printf 'blacklist floppy\n%s\n' "$line" >"$root/etc/modprobe.d/50-site.conf"
	takes_the_long_way "\"$line\""
done
for line in '#alias pci:v* mine' 'options pci:v* x=1' 'alias pci:v00001234* mine' 'alias net-pf-* off' 'alias' 'alias ' ; do
	echo "$line" >"$root/etc/modprobe.d/50-site.conf"
	exits_at_once "\"$line\""
done
ln -s /nowhere "$root/etc/modprobe.d/99-gone.conf"
takes_the_long_way 'a file of modprobe.d that leads nowhere'
fresh
rm -r "$root/usr/lib/modprobe.d"
mkdir -p "$root/usr"
mv "$root/lib" "$root/usr"
ln -s usr/lib "$root/lib"
exits_at_once 'a merged /usr'
mkdir -p "$root/usr/lib/modprobe.d"
echo 'alias pci:* mine' >"$root/usr/lib/modprobe.d/50-site.conf"
takes_the_long_way 'an alias in a merged /usr'
fresh
mkdir "$root/run/modprobe.d"
: >"$root/run/modprobe.d/nicquirk.conf"
takes_the_long_way 'what was decided earlier in this boot'

# --- how it is called ---

fresh 37d0
is 'the slot as an argument' "long way: udev-pci 0000:99:00.0" \
	"$(PCI_SLOT_NAME=0000:00:19.0 "$scratch/bin/nicquirk-pci" 0000:99:00.0)"
for slot in '' ../../etc 0000:00:19; do
	PCI_SLOT_NAME=$slot "$scratch/bin/nicquirk-pci" --root "$root" >"$scratch/out" 2>&1
	is "\"$slot\" is no slot" "2 1" "$? $(grep -c '^Usage: nicquirk-pci' "$scratch/out")"
done
ln -s "$scratch/bin/nicquirk-pci" "$scratch/link"
is 'by a link: the command lies beside the program' "long way: --root $root udev-pci 0000:00:19.0" \
	"$(PCI_SLOT_NAME=0000:00:19.0 "$scratch/link" --root "$root")"
rm "$scratch/bin/nicquirk"
mkdir "$scratch/bin/nicquirk"
is 'a command that cannot be run leaves the card to udev' 0 \
	"$(PCI_SLOT_NAME=0000:00:19.0 "$scratch/bin/nicquirk-pci" --root "$root" >"$scratch/out" 2>&1; echo $?)"

# The whole of it, with the real command: what it prints is what udev-pci prints.
bad_build
good_build
depmod
is 'what udev is told comes through' "NICQUIRK_MODULE=pin
NICQUIRK_LOAD=$in_tree" "$(PCI_SLOT_NAME=0000:00:19.0 "${BUILD:-build}/nicquirk-pci" --root "$root" 2>"$scratch/said")"

tap_done
