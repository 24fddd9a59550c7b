/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <getopt.h>
#include <limits.h>

#include "base/log.h"
#include "base/process.h"
#include "base/terminal.h"
#include "cmd/cmd.h"

static const struct command commands[] = {
	{ "status", "[--kernel REL] [FILE|DIR...]",
	  "the cards (the default), or a summary of facts files", TAKES_KERNEL, UINT_MAX,
	  cmd_status },
	{ "explain", "[IFACE|SLOT|ID]", "why, key by key: wanted, have, match or not", 0,
	  1, cmd_explain },
	{ "apply", "[--dry-run] [IFACE...]", "set what is asked for and not in place",
	  TAKES_DRY_RUN, UINT_MAX, cmd_apply },
	{ "revert", "[IFACE...]", "put back what apply found", 0, UINT_MAX, cmd_revert },
	{ "modules", "[--spare] [--kernel REL]",
	  "each driver's builds on disk, and which should be loaded",
	  TAKES_KERNEL | TAKES_SPARE, 0, cmd_modules },
	{ "compare", "[--all] [--nic NICS] FILE...",
	  "hosts of facts files side by side, and where they differ",
	  TAKES_ALL | TAKES_NIC, UINT_MAX, cmd_compare },
	{ "metrics", "[--output FILE]", "the state of this host, for Prometheus",
	  TAKES_OUTPUT, 0, cmd_metrics },
	{ "diagnose", "[FILE|-]",
	  "what a kernel log says of the cards (without FILE, this kernel's)", 0, 1,
	  cmd_diagnose },
	{ "incidents", "[--import [FILE|-]] [--forget CARD]",
	  "what the kernel log showed of the cards, kept over reboots",
	  TAKES_IMPORT | TAKES_FORGET | TAKES_YES, 1, cmd_incidents },
	{ "timeline", "[--svg] [FILE|-]",
	  "what happened to each card in a boot, and whether it was cured in time",
	  TAKES_SVG, 1, cmd_timeline },
	{ "lint", "", "what was done about the cards by hand, and does not work", 0, 0,
	  cmd_lint },
	{ "export", "[--kernel REL] FORMAT",
	  "the plan as configuration for others: link, udev, nixos...", TAKES_KERNEL, 1,
	  cmd_export },
	{ "verify", "--server HOST[:PORT] IFACE",
	  "put a port under load, and see whether it holds", TAKES_YES | TAKES_SERVER, 1,
	  cmd_verify },
	{ "bisect", "--server HOST[:PORT] IFACE",
	  "find the settings that have to be off for a port to hold",
	  TAKES_YES | TAKES_SERVER | TAKES_CONTINUE, 1, cmd_bisect },
	{ "report", "", "the facts of this host, as JSON for --facts", 0, 0, cmd_report },
	{ "quirks", "[ID]", "the database, or one entry of it", 0, 1, cmd_quirks },
	{ "validate", "[--strict] [FILE|DIR...]",
	  "check quirk files and *.conf; without any, all that this host uses",
	  TAKES_STRICT, UINT_MAX, cmd_validate },
	{ "udev-pci", "[SLOT]", "which build a card should get (for udev)", 0, 1,
	  cmd_udev_pci },
	{ "load", "PATH|ALIAS", "load that build, or what an alias stands for (for udev)",
	  0, 1, cmd_load },
	{ "wait", "[--timeout S]",
	  "wait until the affected cards are cured (for the boot)", TAKES_TIMEOUT, 0,
	  cmd_wait },
	{ "watch", "[--raise]",
	  "follow the kernel log, and cure what it confirms (for systemd)", TAKES_RAISE,
	  0, cmd_watch },
};

static void print_usage(FILE *stream)
{
	fputs("Usage: nicquirk [OPTION...] [VERB] [ARGUMENT...]\n\n"
	      "Knows which Intel network cards break under which driver, and what helps.\n\n",
	      stream);
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		fprintf(stream, "  %-10s%-36s%s\n", commands[i].name,
			commands[i].arguments, commands[i].help);
	fputc('\n', stream);
	options_print(stream);
	fputs("\nExit status: 0 nothing to do or all in place, 1 something is asked for and not\n"
	      "in place, 2 wrong usage or unreadable input. diagnose: 0 nothing but harmless and\n"
	      "informational lines, 1 the log shows a fault.\n",
	      stream);
}

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		if (streq(commands[i].name, name))
			return &commands[i];
	return NULL;
}

static int run(const struct options *options, const struct command *command,
	       unsigned given, int argc, char **argv)
{
	if (given & ~command->takes) {
		log_stderr("%s does not take --%s", command->name,
			   options_name(given & ~command->takes));
		return EXIT_UNUSABLE;
	}
	if ((unsigned)argc > command->max_arguments) {
		log_stderr("%s: unexpected argument '%s'", command->name,
			   argv[command->max_arguments]);
		return EXIT_UNUSABLE;
	}
	return command->run(options, argc, argv);
}

/* An answer that did not reach its reader is none. */
static int finish(int status)
{
	if (fflush(terminal_output()) != EOF && !ferror(terminal_output()))
		return status;
	log_stderr("cannot write the output: %s", strerror(errno));
	return EXIT_UNUSABLE;
}

int main(int argc, char **argv)
{
	struct options options = { .timeout = 10, .streams = 100, .time = 10 };
	const struct command *command;
	unsigned given;
	int r;

	process_begin();
	terminal_guard();
	r = options_parse(argc, argv, &options, &given);
	if (r < 0) {
		log_stderr("see nicquirk --help");
		return EXIT_UNUSABLE;
	}
	if (r == 'V')
		print("nicquirk " VERSION "\n");
	else if (r == 'h')
		print_usage(terminal_output());
	if (r > 0)
		return finish(EXIT_IN_PLACE);
	argc -= optind;
	argv += optind;
	command = argc ? find_command(argv[0]) : &commands[0];
	if (!command) {
		log_stderr("no such verb: '%s'; see nicquirk --help", argv[0]);
		return EXIT_UNUSABLE;
	}
	return finish(run(&options, command, given, argc ? argc - 1 : 0, argv + 1));
}
