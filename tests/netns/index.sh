# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2154 # index, all: of the sourcing script
# Sourced, after lib.sh, by tests of an index below /run/nicquirk, $index: what it may be and must not be gone by.
# /run/test/good is a good one, $all the number of files that are read without one. The test has
#   files_read        prints how many are read now
#   distrusted TEXT   all of them are; the good one is put back

put_good_index() {
	rm -rf "$index"
	cp /run/test/good "$index"
}

damaged_indexes() {
	truncate -s -8 "$index"
	distrusted 'cut off'
	: >"$index"
	distrusted 'empty'
	echo rubbish >"$index"
	distrusted 'rubbish'
	cp "$BUILD/nicquirk-pci" "$index"
	distrusted 'a large one'
	wrong=
	for at in $(seq 0 61 "$(stat -c %s /run/test/good)"); do
		put_good_index
		printf '\252' | dd of="$index" bs=1 seek="$at" conv=notrunc status=none
		cmp -s /run/test/good "$index" && continue
		[ "$(files_read)" -eq "$all" ] || wrong="$wrong $at"
	done
	is 'one byte is another: all are read' '' "$wrong"
	put_good_index
}

indexes_of_others() {
	chmod 0664 "$index"
	distrusted 'its group may write to it'
	chmod 0646 "$index"
	distrusted 'others may write to it'
	if chown 1 "$index" 2>/dev/null; then
		distrusted 'it is another user'"'s"
	fi
	mv "$index" /run/test/elsewhere
	ln -s /run/test/elsewhere "$index"
	distrusted 'a link'
	rm "$index"
	mkfifo "$index"
	distrusted 'a fifo'
	rm "$index"
	mkdir "$index"
	distrusted 'a folder'
}
