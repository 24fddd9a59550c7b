/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "env.h"
#include "macro.h"
#include "plan.h"

/* What every verb may end with. */
enum {
	EXIT_IN_PLACE = 0,
	EXIT_NOT_IN_PLACE = 1, /* something is asked for and not so; validate: problems */
	EXIT_UNUSABLE = 2,     /* usage, or input that cannot be read */
};

struct options {
	struct env env;
	const char *facts_file; /* NULL: the host itself */
	const char *quirks_dir; /* NULL: the quirks.d folders */
	const char *kernel;	/* NULL: the running one */
	bool json;
	bool verbose;
	bool dry_run;
	bool strict;
	unsigned timeout; /* seconds */
	bool all;
	const char *nic;    /* slots and interfaces, parted by commas; NULL: all */
	const char *output; /* a file; NULL: standard output */
};

/* Which verb takes an option that not all of them take. */
enum {
	TAKES_DRY_RUN = 1 << 0,
	TAKES_TIMEOUT = 1 << 1,
	TAKES_KERNEL = 1 << 2,
	TAKES_STRICT = 1 << 3,
	TAKES_ALL = 1 << 4,
	TAKES_NIC = 1 << 5,
	TAKES_OUTPUT = 1 << 6,
};

/* A verb: RUN gets what follows it and returns the exit status. */
struct command {
	const char *name;
	const char *arguments;
	const char *help;
	unsigned takes;
	unsigned max_arguments;
	int (*run)(const struct options *options, int argc, char **argv);
};

int cmd_apply(const struct options *options, int argc, char **argv);
int cmd_compare(const struct options *options, int argc, char **argv);
int cmd_diagnose(const struct options *options, int argc, char **argv);
int cmd_explain(const struct options *options, int argc, char **argv);
int cmd_load(const struct options *options, int argc, char **argv);
int cmd_metrics(const struct options *options, int argc, char **argv);
int cmd_modules(const struct options *options, int argc, char **argv);
int cmd_quirks(const struct options *options, int argc, char **argv);
int cmd_report(const struct options *options, int argc, char **argv);
int cmd_revert(const struct options *options, int argc, char **argv);
int cmd_status(const struct options *options, int argc, char **argv);
int cmd_status_fleet(const struct options *options, int argc, char **argv);
int cmd_udev_pci(const struct options *options, int argc, char **argv);
int cmd_validate(const struct options *options, int argc, char **argv);
int cmd_wait(const struct options *options, int argc, char **argv);
