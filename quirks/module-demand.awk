# SPDX-License-Identifier: GPL-2.0-or-later
# Prints what src/quirk/module-demand.c has to know of the shipped files: name, size in bytes, and the
# drivers that sections with Build= or Blacklist= name. A file with such a section that names none is left
# out, and so read at each boot.

function end_section(   n, words, i) {
	if (asks && drivers == "")
		unclear = 1
	n = asks ? split(drivers, words, " ") : 0
	for (i = 1; i <= n; i++)
		if (index(" " found, " " words[i] " ") == 0)
			found = found words[i] " "
	asks = 0
	drivers = ""
}

function end_file() {
	end_section()
	if (file != "" && !unclear)
		printf "{ \"%s\", %d, \"%s\" },\n", file, size, found
	file = FILENAME
	sub(/.*\//, "", file)
	size = unclear = 0
	found = ""
}

FNR == 1 { end_file() }
{ size += length($0) + 1 }
/^\[/ { end_section() }
/^(Build|Blacklist)=/ { asks = 1 }
/^MatchDriver=/ { drivers = drivers " " substr($0, index($0, "=") + 1) }
END { end_file() }
