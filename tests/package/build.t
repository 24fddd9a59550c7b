#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The package builds with what it says it needs, twice the same, and is as Debian wants it.
# shellcheck disable=SC2154 # what it sources sets them
set -u
. tests/package/lib.sh

root=$(debian_to_build) || exit 1
result=$folder/result
rm -rf "$result"
mkdir "$result"
git ls-files -co --exclude-standard | tar -c -T - -f "$result/sources.tar"

# build NAME SCRIPT [WHAT]: the package, built as the script says, is in $result/NAME
build() {
	mkdir "$result/$1"
	inside "$root" sh -euc "$2
		tar -x -f /srv/sources.tar
		dpkg-buildpackage --no-sign --build=${3-binary}
		mkdir -p /srv/$1
		cp ../*_* /srv/$1" > "$result/$1.log" 2>&1
}

# lintian_of NAME: what it finds in that build. A warning that is overridden does not count.
lintian_of() {
	inside "$root" sh -c "cd /srv/$1 && lintian --allow-root --fail-on error,warning *.changes" \
		> "$result/said" 2>&1
}

build one 'mkdir -p /build/nicquirk; cd /build/nicquirk'
tap $? "dpkg-buildpackage builds it on $suite, and its tests pass" < <(tail -n 30 "$result/one.log")
# Another folder, umask, time zone, language and user's name; later, and with older files.
build two 'umask 027; export TZ=Pacific/Apia LC_ALL=C LANG=C LOGNAME=other DEB_BUILD_OPTIONS=nocheck
	mkdir -p /home/somebody/else/nicquirk-1; cd /home/somebody/else/nicquirk-1
	find /usr/include -newermt 1990-01-01 -exec touch -d 2001-01-01 {} +'
tap $? "and without tests, in another place" < <(tail -n 30 "$result/two.log")
for deb in "$result"/one/*.deb; do
	name=${deb##*/}
	cmp "$deb" "$result/two/$name" > "$result/said" 2>&1
	tap $? "${name%%_*} is the same, byte for byte" < "$result/said"
done

deb=$(echo "$result"/one/nicquirk_*.deb)
if [ ! -e "$deb" ]; then
	tap_done
	exit 1
fi
lintian_of one
tap $? "lintian has no error and no warning" < "$result/said"
! grep -n "warning:" "$result/one.log" > "$result/said"
tap $? "nor has the compiler of $suite" < "$result/said"

build source 'mkdir -p /build/nicquirk; cd /build/nicquirk' source
tap $? "the source package is made" < <(tail -n 30 "$result/source.log")
diff <(tar -t -f "$result/sources.tar" | sort) \
	<(tar -t -f "$result"/source/*.tar.xz | sed '/\/$/d; s|^[^/]*/||' | sort) > "$result/said"
tap $? "and has every file" < "$result/said"
lintian_of source
tap $? "lintian has no error and no warning of the sources" < "$result/said"

# Files of folders to which others add are not named one by one.
dpkg-deb --fsys-tarfile "$deb" | tar -t | sed '/\/$/d; s|^\./||; s|^usr/lib/|lib/|' |
	sed -E 's|/[^/]*\.quirk$|/*.quirk|' | sort -u > "$result/files"
diff -u $here/files "$result/files" > "$result/said"
tap $? "it holds the files that it should" < "$result/said"
is "what dpkg calls the version is what the command does" \
	"nicquirk $(dpkg-deb -f "$deb" Version)" \
	"$(inside "$root" sh -c 'dpkg-deb -x /srv/one/nicquirk_*.deb /tmp/tree && /tmp/tree/usr/bin/nicquirk --version')"
is "what is configured is a conffile" /etc/nicquirk/nicquirk.conf "$(dpkg-deb -I "$deb" conffiles)"
is "an image is made anew, once" 1 "$(dpkg-deb -I "$deb" triggers | grep -c -x 'activate-noawait update-initramfs')"
dpkg-deb -I "$deb" postinst > "$result/postinst"
is "an upgrade restarts watch where it runs, and nothing else" \
	"deb-systemd-invoke try-restart 'nicquirk-watch.service'" \
	"$(sed -n 's/^[[:space:]]*\(deb-systemd-invoke [^>]*[^ >]\).*/\1/p' "$result/postinst")"
# debhelper of trixie adds a line for one of them.
is "a removal ends all of them" "nicquirk-metrics.timer nicquirk-watch.service nicquirk.service" \
	"$(dpkg-deb -I "$deb" prerm | sed -n "s/.*deb-systemd-invoke stop \([^>]*\) >.*/\1/p" | tr -d \' |
		tr ' ' '\n' | sort -u | xargs)"
for word in Intel e1000e i40e Proxmox hang; do
	dpkg-deb -f "$deb" Description | grep -q -w "$word"
	tap $? "a search for $word finds it" < /dev/null
done
tap_done
