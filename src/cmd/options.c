/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/options.h"

#include <ctype.h>
#include <getopt.h>

#include "base/log.h"

#define SECONDS_MAX 3600u /* a wait has to end */

static int set_flag(void *to, const char *value _unused_)
{
	*(bool *)to = true;
	return 0;
}

static int set_option_text(void *to, const char *value)
{
	*(const char **)to = value;
	return 0;
}

static int set_seconds(void *to, const char *value)
{
	unsigned long seconds;
	char *end;

	seconds = strtoul(value, &end, 10);
	if (!isdigit((unsigned char)*value) || *end || seconds > SECONDS_MAX)
		return -EINVAL;
	*(unsigned *)to = (unsigned)seconds;
	return 0;
}

/* A number with K, M, G or T behind it, as iperf3 takes it. */
static int set_bytes(void *to, const char *value)
{
	static const char units[] = "KMGT";
	unsigned long long number;
	const char *unit;
	char *end;

	errno = 0;
	number = strtoull(value, &end, 10);
	unit = *end ? strchr(units, toupper((unsigned char)*end)) : NULL;
	if (!isdigit((unsigned char)*value) || errno || number == 0 ||
	    (*end && (!unit || end[1])))
		return -EINVAL;
	for (int i = unit ? (int)(unit - units) + 1 : 0; i > 0; i--)
		if (__builtin_mul_overflow(number, 1024ULL, &number))
			return -EINVAL;
	*(uint64_t *)to = number;
	return 0;
}

/* iperf3 takes no more streams than that. */
#define STREAMS_MAX 128u

static int set_streams(void *to, const char *value)
{
	unsigned number;

	if (set_seconds(&number, value) < 0 || number == 0 || number > STREAMS_MAX)
		return -EINVAL;
	*(unsigned *)to = number;
	return 0;
}

static int set_duration(void *to, const char *value)
{
	unsigned number;

	if (set_seconds(&number, value) < 0 || number == 0)
		return -EINVAL;
	*(unsigned *)to = number;
	return 0;
}

/* "-v" says more; once more, what was looked at and decided, too. */
static int set_verbose(void *to, const char *value _unused_)
{
	if (*(bool *)to)
		log_debug_enable();
	*(bool *)to = true;
	return 0;
}

#define TO(member) offsetof(struct options, member)

static const struct row {
	const char *name;
	const char *argument; /* NULL: takes none */
	const char *help;
	int letter;				 /* 0: none */
	unsigned takes;				 /* 0: for every verb */
	int (*set)(void *to, const char *value); /* NULL: ends the program */
	size_t offset;
} rows[] = {
	{ "root", "DIR", "look at the system below DIR", 0, 0, set_option_text,
	  TO(env.root) },
	{ "facts", "FILE", "judge the host of a facts file (- is standard input)", 0, 0,
	  set_option_text, TO(facts_file) },
	{ "quirks", "DIR", "read the quirk files of DIR and no others", 0, 0,
	  set_option_text, TO(quirks_dir) },
	{ "json", NULL, "print JSON", 0, 0, set_flag, TO(json) },
	{ "verbose", NULL, "say more; twice: all that is looked at", 'v', 0, set_verbose,
	  TO(verbose) },
	{ "dry-run", NULL, "only say what would be set", 0, TAKES_DRY_RUN, set_flag,
	  TO(dry_run) },
	{ "kernel", "REL", "as it would be under that kernel", 0, TAKES_KERNEL,
	  set_option_text, TO(kernel) },
	{ "spare", NULL, "the files an image needs beside those depmod prefers", 0,
	  TAKES_SPARE, set_flag, TO(spare) },
	{ "timeout", "S", "wait S seconds at most (10)", 0, TAKES_TIMEOUT, set_seconds,
	  TO(timeout) },
	{ "strict", NULL, "ask for references and known devices too", 0, TAKES_STRICT,
	  set_flag, TO(strict) },
	{ "all", NULL, "also what does not differ", 0, TAKES_ALL, set_flag, TO(all) },
	{ "nic", "NICS", "only cards of these slots or interfaces", 0, TAKES_NIC,
	  set_option_text, TO(nic) },
	{ "output", "FILE", "write into FILE, which is old or new and never half", 0,
	  TAKES_OUTPUT, set_option_text, TO(output) },
	{ "import", NULL, "take over what FILE, or the journal, shows of the cards", 0,
	  TAKES_IMPORT, set_flag, TO(import) },
	{ "forget", "CARD", "forget what is known of CARD (or of all)", 0, TAKES_FORGET,
	  set_option_text, TO(forget) },
	{ "yes", NULL, "answer yes to what would be asked", 0, TAKES_YES, set_flag,
	  TO(yes) },
	{ "server", "HOST", "send to that server, where iperf3 -s runs (HOST:PORT)", 0,
	  TAKES_SERVER, set_option_text, TO(server) },
	{ "bytes", "N", "send so much over many streams (100G)", 0, TAKES_SERVER,
	  set_bytes, TO(bytes) },
	{ "streams", "N", "so many at once (100)", 0, TAKES_SERVER, set_streams,
	  TO(streams) },
	{ "time", "S", "let each phase take S seconds (10)", 0, TAKES_SERVER,
	  set_duration, TO(time) },
	{ "guest", "ADDR", "also through the bridge, as a guest: ADDRESS/LENGTH", 0,
	  TAKES_SERVER, set_option_text, TO(guest) },
	{ "continue", NULL, "go on with a bisection, after a reboot too", 0,
	  TAKES_CONTINUE, set_flag, TO(go_on) },
	{ "status", NULL, "show how far a bisection is", 0, TAKES_CONTINUE, set_flag,
	  TO(status) },
	{ "svg", NULL, "print a picture", 0, TAKES_SVG, set_flag, TO(svg) },
	{ "raise", NULL, "only raise a port that was left down", 0, TAKES_RAISE, set_flag,
	  TO(raise) },
	{ "version", NULL, "print the version", 'V', 0, NULL, 0 },
	{ "help", NULL, "print this text", 'h', 0, NULL, 0 },
};

/* What getopt returns for a row without a letter; no letter is as large. */
#define FIRST_ROW 256

static const struct row *find_option(int c)
{
	if (c >= FIRST_ROW)
		return &rows[c - FIRST_ROW];
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (rows[i].letter == c)
			return &rows[i];
	return NULL;
}

/* What getopt would say itself, past the guard of the terminal. */
static void report_fault(int c, char **argv)
{
	const struct row *row = optopt >= FIRST_ROW ? find_option(optopt) : NULL;

	if (row && c == ':')
		log_stderr("--%s needs a value: %s", row->name, row->argument);
	else if (row)
		log_stderr("--%s takes no value", row->name);
	else if (optopt)
		log_stderr("unknown option -%c", optopt);
	else
		log_stderr("unknown option %s", argv[optind - 1]);
}

static void report_value(const struct row *row, const char *value)
{
	if (row->set == set_bytes)
		log_stderr("--%s takes a number of bytes such as 100G, not '%s'",
			   row->name, value);
	else if (row->set == set_streams)
		log_stderr("--%s takes a whole number from 1 to %u, not '%s'", row->name,
			   STREAMS_MAX, value);
	else
		log_stderr("--%s takes a whole number of seconds up to %u, not '%s'",
			   row->name, SECONDS_MAX, value);
}

int options_parse(int argc, char **argv, struct options *options, unsigned *ret_given)
{
	struct option table[ARRAY_SIZE(rows) + 1] = { 0 };
	/* The colon parts a value that is missing from an option that is unknown. */
	char letters[ARRAY_SIZE(rows) + 2] = ":", *letter = letters + 1;
	int c;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		table[i].name = rows[i].name;
		table[i].has_arg = rows[i].argument ? required_argument : no_argument;
		table[i].val = FIRST_ROW + (int)i;
		if (rows[i].letter)
			*letter++ = (char)rows[i].letter;
	}
	*letter = '\0';
	*ret_given = 0;
	opterr = 0;
	while ((c = getopt_long(argc, argv, letters, table, NULL)) != -1) {
		const struct row *row;

		if (c == '?' || c == ':') {
			report_fault(c, argv);
			return -EINVAL;
		}
		row = find_option(c);
		if (!row->set)
			return row->letter;
		if (row->set((char *)options + row->offset, optarg) < 0) {
			report_value(row, optarg);
			return -EINVAL;
		}
		*ret_given |= row->takes;
	}
	return 0;
}

void options_print(FILE *stream)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char option[32];

		snprintf(option, sizeof(option), "--%s%s%s", rows[i].name,
			 rows[i].argument ? "=" : "", rows[i].argument ?: "");
		fprintf(stream, "  %-17s%s\n", option, rows[i].help);
	}
}

const char *options_name(unsigned given)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (rows[i].takes & given)
			return rows[i].name;
	return "";
}
