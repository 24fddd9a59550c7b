#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The store of incidents, with one thing after the other that fails: the helper cures what it can read that it
# should, ends with status 0 and leaves the store alone; who writes it leaves the old one or the new one.

. "$(dirname "$0")/lib.sh"

store=/var/lib/nicquirk/incidents
mkdir -p /var/lib/nicquirk
rm -f /etc/machine-id
echo 0123456789abcdef0123456789abcdef >/etc/machine-id
card nq0 0000:00:19.0
quirk 'Confirm=tx-hang' 'Feature=tso off' 'Step=2' 'Feature=gro off'
sed -i 's/^Evidence=.*/Evidence=C/' /run/nicquirk/quirks.d/test.quirk
{
	printf '0123456789abcdef0123456789abcdef\n-\n'
	printf '8086:153a 1028:05a4 - 0000:00:19.0 tx-hang b 1000 1010 5 6.8 in-tree - - test=0\n'
	printf '8086:153a 1028:05a4 - 0000:00:19.0 tx-hang b 2000 2010 5 6.8 in-tree - - test=1\n'
	printf '8086:1572 8086:0001 - 0000:01:00.0 link-lost b 3000 3010 1 6.8 in-tree - - -\n'
} >/run/test/old
{
	sed -n 1,2p /run/test/old
	tail -n 1 /run/test/old
} >/run/test/new
install -m 600 /run/test/old $store
export INTERFACE=nq0 SUBSYSTEM=net ACTION=add
IFINDEX=$(ifindex nq0)
export IFINDEX

cat >/run/test/after <<end
cmp /run/test/old $store
on=\$(ethtool -k nq0 | grep -E '^	?tx-tcp.*-segmentation: on$')
case \${ABSENT:-}\$OUTPUT in
NICQUIRK*STATE=mitigated*) [ -z "\$on" ] || echo "said to be mitigated: \$on" ;;
esac
ethtool -K nq0 tso on gro on >/dev/null 2>&1
dd if=/run/test/kmsg iflag=nonblock bs=64k of=/dev/null 2>/dev/null
rm -rf /run/nicquirk/records
end

helper_points() {
	each_point "the helper reads the store" '. /run/test/after' "$@" "$HELPER"
}

helper nq0
is 'without a fault it is the second step' 'off off' "$(segmentation nq0) $(feature nq0 generic-receive-offload)"
# shellcheck disable=SC1091
. /run/test/after
helper_points 1 call EIO
helper_points 3 call EACCES
helper_points 1 short -
helper_points 1 rubbish -
helper_points 3 allocation -
helper_points 7 allocations -

# forget: what is read, changed and written
cat >/run/test/written <<end
cmp -s /run/test/old $store || cmp /run/test/new $store
[ "\$(stat -c %a $store)" = 600 ] || echo "others may read it"
for file in /var/lib/nicquirk/* /var/lib/nicquirk/.[!.]*; do
	[ -e "\$file" ] || continue
	case \$file in
	$store | $store.lock) ;;
	*) [ -n "\${KILLED:-}" ] || echo "a file is left: \$file"; rm -f "\$file" ;;
	esac
done
install -m 600 /run/test/old $store
end
# It may fail where it says so.
excused='nicquirk: .|pcilib: Out of memory'
excused_without_memory="$excused|$excused_without_memory|crash within [^ ]*/libpci"
always=yes

forget_points() {
	each_point "who writes the store leaves the old or the new one" '. /run/test/written' "$@" \
		"$NQ" incidents --forget 0000:00:19.0
}

"$NQ" incidents --forget 0000:00:19.0 >/run/test/said
is 'without a fault two are forgotten' '2 incidents forgotten.' "$(cat /run/test/said)"
check 'the other stays' cmp /run/test/new $store
# shellcheck disable=SC1091
. /run/test/written
forget_points 3 call ENOSPC
forget_points 5 call EIO
forget_points 5 short -
forget_points 11 allocation -
export KILLED=1
forget_points 3 killed -

faults_done
