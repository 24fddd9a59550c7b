/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <getopt.h>
#include <limits.h>

#include "cmd.h"
#include "log.h"

static const struct command commands[] = {
	{ "status", "[FILE|DIR...]",
	  "the cards (the default), or a summary of facts files", 0, UINT_MAX,
	  cmd_status },
	{ "explain", "[IFACE|SLOT|ID]", "why, key by key: wanted, have, match or not", 0,
	  1, cmd_explain },
	{ "apply", "[--dry-run] [IFACE...]", "set what is asked for and not in place",
	  TAKES_DRY_RUN, UINT_MAX, cmd_apply },
	{ "revert", "[IFACE...]", "put back what apply found", 0, UINT_MAX, cmd_revert },
	{ "modules", "[--kernel REL]",
	  "each driver's builds on disk, and which should be loaded", TAKES_KERNEL, 0,
	  cmd_modules },
	{ "compare", "[--all] [--nic NICS] FILE...",
	  "hosts of facts files side by side, and where they differ",
	  TAKES_ALL | TAKES_NIC, UINT_MAX, cmd_compare },
	{ "metrics", "[--output FILE]", "the state of this host, for Prometheus",
	  TAKES_OUTPUT, 0, cmd_metrics },
	{ "diagnose", "[FILE|-]",
	  "what a kernel log says of the cards (without FILE, this kernel's)", 0, 1,
	  cmd_diagnose },
	{ "report", "", "the facts of this host, as JSON for --facts", 0, 0, cmd_report },
	{ "quirks", "[ID]", "the database, or one entry of it", 0, 1, cmd_quirks },
	{ "validate", "[--strict] [FILE|DIR...]",
	  "check quirk files; without any, all that this host uses", TAKES_STRICT,
	  UINT_MAX, cmd_validate },
	{ "udev-pci", "[SLOT]", "which build a card should get (for udev)", 0, 1,
	  cmd_udev_pci },
	{ "load", "PATH|ALIAS", "load that build, or what an alias stands for (for udev)",
	  0, 1, cmd_load },
	{ "wait", "[--timeout S]",
	  "wait until the affected cards are cured (for the boot)", TAKES_TIMEOUT, 0,
	  cmd_wait },
};

static const struct {
	struct option option;
	const char *argument;
	const char *help;
} options_table[] = {
	{ { "root", required_argument, NULL, 'r' },
	  "DIR",
	  "look at the system below DIR" },
	{ { "facts", required_argument, NULL, 'f' },
	  "FILE",
	  "judge the host of a facts file (- is standard input)" },
	{ { "quirks", required_argument, NULL, 'q' },
	  "DIR",
	  "read the quirk files of DIR and no others" },
	{ { "json", no_argument, NULL, 'j' }, NULL, "print JSON" },
	{ { "verbose", no_argument, NULL, 'v' }, NULL, "say more" },
	{ { "dry-run", no_argument, NULL, 'n' }, NULL, "only say what would be set" },
	{ { "kernel", required_argument, NULL, 'k' },
	  "REL",
	  "as it would be under that kernel" },
	{ { "timeout", required_argument, NULL, 't' },
	  "S",
	  "wait S seconds at most (10)" },
	{ { "strict", no_argument, NULL, 's' },
	  NULL,
	  "ask for references and known devices too" },
	{ { "all", no_argument, NULL, 'a' }, NULL, "also what does not differ" },
	{ { "nic", required_argument, NULL, 'c' },
	  "NICS",
	  "only cards of these slots or interfaces" },
	{ { "output", required_argument, NULL, 'o' },
	  "FILE",
	  "write into FILE, which is old or new and never half" },
	{ { "version", no_argument, NULL, 'V' }, NULL, "print the version" },
	{ { "help", no_argument, NULL, 'h' }, NULL, "print this text" },
};

static void print_usage(FILE *stream)
{
	fputs("Usage: nicquirk [OPTION...] [VERB] [ARGUMENT...]\n\n"
	      "Knows which Intel network cards break under which driver, and what helps.\n\n",
	      stream);
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		fprintf(stream, "  %-9s%-31s%s\n", commands[i].name,
			commands[i].arguments, commands[i].help);
	fputc('\n', stream);
	for (size_t i = 0; i < ARRAY_SIZE(options_table); i++) {
		char option[32];

		snprintf(option, sizeof(option), "--%s%s%s", options_table[i].option.name,
			 options_table[i].argument ? "=" : "",
			 options_table[i].argument ?: "");
		fprintf(stream, "  %-17s%s\n", option, options_table[i].help);
	}
	fputs("\nExit status: 0 nothing to do or all in place, 1 something is asked for and not\n"
	      "in place, 2 wrong usage or unreadable input. diagnose: 0 nothing but harmless and\n"
	      "informational lines, 1 the log tells of a fault.\n",
	      stream);
}

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		if (streq(commands[i].name, name))
			return &commands[i];
	return NULL;
}

/* Digits only, and a wait that ends: up to an hour. */
static bool parse_seconds(const char *text, unsigned *ret)
{
	unsigned long value;
	char *end;

	value = strtoul(text, &end, 10);
	if (!isdigit((unsigned char)*text) || *end || value > 3600)
		return false;
	*ret = (unsigned)value;
	return true;
}

/* 0, or 1 when all is said (--help), or -EINVAL when it has told what is wrong. */
static int parse_options(int argc, char **argv, struct options *options,
			 unsigned *ret_given)
{
	struct option long_options[ARRAY_SIZE(options_table) + 1] = { 0 };
	int c;

	for (size_t i = 0; i < ARRAY_SIZE(options_table); i++)
		long_options[i] = options_table[i].option;
	while ((c = getopt_long(argc, argv, "vhV", long_options, NULL)) != -1) {
		switch (c) {
		case 'r':
			options->env.root = optarg;
			break;
		case 'f':
			options->facts_file = optarg;
			break;
		case 'q':
			options->quirks_dir = optarg;
			break;
		case 'j':
			options->json = true;
			break;
		case 'v':
			options->verbose = true;
			break;
		case 'n':
			options->dry_run = true;
			*ret_given |= TAKES_DRY_RUN;
			break;
		case 'k':
			options->kernel = optarg;
			*ret_given |= TAKES_KERNEL;
			break;
		case 't':
			if (!parse_seconds(optarg, &options->timeout)) {
				log_stderr(
					"--timeout takes a whole number of seconds up to "
					"3600, not '%s'",
					optarg);
				return -EINVAL;
			}
			*ret_given |= TAKES_TIMEOUT;
			break;
		case 's':
			options->strict = true;
			*ret_given |= TAKES_STRICT;
			break;
		case 'a':
			options->all = true;
			*ret_given |= TAKES_ALL;
			break;
		case 'c':
			options->nic = optarg;
			*ret_given |= TAKES_NIC;
			break;
		case 'o':
			options->output = optarg;
			*ret_given |= TAKES_OUTPUT;
			break;
		case 'V':
			puts("nicquirk " VERSION);
			return 1;
		case 'h':
			print_usage(stdout);
			return 1;
		default:
			/* getopt has named the option. */
			return -EINVAL;
		}
	}
	return 0;
}

/* One of the options that WRONG stands for. */
static const char *option_name(unsigned wrong)
{
	if (wrong & TAKES_DRY_RUN)
		return "--dry-run";
	if (wrong & TAKES_STRICT)
		return "--strict";
	if (wrong & TAKES_ALL)
		return "--all";
	if (wrong & TAKES_OUTPUT)
		return "--output";
	if (wrong & TAKES_NIC)
		return "--nic";
	return wrong & TAKES_TIMEOUT ? "--timeout" : "--kernel";
}

static int run(const struct options *options, const struct command *command,
	       unsigned given, int argc, char **argv)
{
	if (given & ~command->takes) {
		log_stderr("%s does not take %s", command->name,
			   option_name(given & ~command->takes));
		return EXIT_UNUSABLE;
	}
	if ((unsigned)argc > command->max_arguments) {
		log_stderr("%s: unexpected argument '%s'", command->name,
			   argv[command->max_arguments]);
		return EXIT_UNUSABLE;
	}
	return command->run(options, argc, argv);
}

int main(int argc, char **argv)
{
	struct options options = { .timeout = 10 };
	const struct command *command;
	unsigned given = 0;
	int r, status;

	r = parse_options(argc, argv, &options, &given);
	if (r < 0) {
		log_stderr("see nicquirk --help");
		return EXIT_UNUSABLE;
	}
	if (r > 0)
		return EXIT_IN_PLACE;
	argc -= optind;
	argv += optind;
	command = argc ? find_command(argv[0]) : &commands[0];
	if (!command) {
		log_stderr("no such verb: '%s'; see nicquirk --help", argv[0]);
		return EXIT_UNUSABLE;
	}
	status = run(&options, command, given, argc ? argc - 1 : 0, argv + 1);
	/* An answer that did not reach its reader is none. */
	if (fflush(stdout) == EOF || ferror(stdout)) {
		log_stderr("cannot write the output: %s", strerror(errno));
		return EXIT_UNUSABLE;
	}
	return status;
}
