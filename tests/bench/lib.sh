# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034
# Sourced by the parts, which are started in the top folder: measuring and telling. A quantity is a
# file of numbers, a line each, in $values.

BUILD=$(cd "${BUILD:-build}" && pwd)
export BUILD
NQ=$BUILD/nicquirk
HELPER=$BUILD/nicquirk-link
bench=$BUILD/bench
# Two parts may run at a time.
values=$bench/values-${0##*/}
rounds=${ROUNDS:-300}
mkdir -p "$bench"

compile() {
	"${CC:-gcc}" -std=gnu11 -D_GNU_SOURCE -O2 -Wall -Wextra "$@"
}

# --- measuring ---

# forget: no quantity has values.
forget() {
	rm -rf "${values:?}"
	mkdir "$values"
}

# measure ROUNDS NAME COMMAND... [-- NAME COMMAND...]...: runs them in turn; their times in us become
# values of NAME. By the clock; with CPU=yes by the time that they had a processor.
measure() {
	local times=$1 names=() commands=() next=true word
	shift

	[ "$bench/interleave" -nt tests/bench/interleave.c ] ||
		compile -o "$bench/interleave" tests/bench/interleave.c
	for word in "$@"; do
		if $next; then
			names+=("$word")
			next=false
			[ ${#commands[@]} -eq 0 ] || commands+=(--)
		elif [ "$word" = -- ]; then
			next=true
		else
			commands+=("$word")
		fi
	done
	env -i PATH="$PATH" ACTION=add SUBSYSTEM=net "$bench/interleave" ${CPU:+--cpu} "$times" "${commands[@]}" |
		for word in "${names[@]}"; do
			read -r line
			tr ' ' '\n' <<<"$line" >>"$values/$word"
		done
}

# per_time AMOUNT NAME...: times become AMOUNT/time
per_time() {
	local amount=$1 name
	shift

	for name in "$@"; do
		awk -v amount="$amount" '{ printf "%.0f\n", amount / $1 }' "$values/$name" \
			>"$values/.new"
		mv "$values/.new" "$values/$name"
	done
}

# --- telling ---

# quantile NAME HUNDREDTHS
quantile() {
	sort -n "$values/$1" |
		awk -v q="$2" '{ t[NR] = $1 } END { if (!NR) exit 1
			print t[int((NR - 1) * q / 100 + 0.5) + 1] }'
}

# with_spread NAME [TO]: its median and quartiles
with_spread() {
	echo "$(quantile "$1" 50) ($(quantile "$1" 25)${2--}$(quantile "$1" 75))"
}

# table UNIT: its first lines
table() {
	printf '\n| %-55s | %-21s | %-21s | %5s | %6s | %-6s |\n' "what : against what" \
		"$1 (quartiles)" "$1 (quartiles)" ratio budget ""
	echo "|---|---|---|---|---|---|"
}

# at_most TEXT NAME LIMIT: a line of the table: a quantity, and whether it is within a limit
at_most() {
	printf '| %-55s | %-21s | %-21s | %5s | %6s | %-6s |\n' "$1" "$(with_spread "$2")" "$3" "" "" \
		"$([ "$(quantile "$2" 50)" -le "$3" ] && echo kept || echo MISSED)"
}

# at_least TEXT NAME LIMIT: the same the other way round
at_least() {
	printf '| %-55s | %-21s | %-21s | %5s | %6s | %-6s |\n' "$1" "$(with_spread "$2")" "$3" "" "" \
		"$([ "$(quantile "$2" 50)" -ge "$3" ] && echo kept || echo MISSED)"
}

# row TEXT NAME OF [BUDGET]: a line of the table: the ratio of two, and whether it is kept
row() {
	local ratio verdict=''

	ratio=$(awk -v a="$(quantile "$2" 50)" -v b="$(quantile "$3" 50)" \
		'BEGIN { printf "%.2f", a / b }')
	[ -z "${4-}" ] ||
		verdict=$(awk -v r="$ratio" -v b="$4" 'BEGIN { print r <= b ? "kept" : "MISSED" }')
	printf '| %-55s | %-21s | %-21s | %5s | %6s | %-6s |\n' "$1" "$(with_spread "$2")" \
		"$(with_spread "$3")" "$ratio" "${4-}" "$verdict"
}
