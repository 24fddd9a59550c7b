/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"
#include "cmd/options.h"

/* What every verb may end with. */
enum {
	EXIT_IN_PLACE = 0,
	EXIT_NOT_IN_PLACE = 1, /* something is asked for and not so; validate: problems */
	EXIT_UNUSABLE = 2,     /* usage, or input that cannot be read */
};

/* A verb: RUN gets what follows it and returns the exit status. */
struct command {
	const char *name;
	const char *arguments;
	const char *help;
	unsigned takes; /* of the options that not every verb takes */
	unsigned max_arguments;
	int (*run)(const struct options *options, int argc, char **argv);
};

int cmd_apply(const struct options *options, int argc, char **argv);
int cmd_bisect(const struct options *options, int argc, char **argv);
int cmd_compare(const struct options *options, int argc, char **argv);
int cmd_diagnose(const struct options *options, int argc, char **argv);
int cmd_explain(const struct options *options, int argc, char **argv);
int cmd_export(const struct options *options, int argc, char **argv);
int cmd_incidents(const struct options *options, int argc, char **argv);
int cmd_lint(const struct options *options, int argc, char **argv);
int cmd_load(const struct options *options, int argc, char **argv);
int cmd_metrics(const struct options *options, int argc, char **argv);
int cmd_modules(const struct options *options, int argc, char **argv);
int cmd_quirks(const struct options *options, int argc, char **argv);
int cmd_report(const struct options *options, int argc, char **argv);
int cmd_revert(const struct options *options, int argc, char **argv);
int cmd_status(const struct options *options, int argc, char **argv);
int cmd_status_fleet(const struct options *options, int argc, char **argv);
int cmd_timeline(const struct options *options, int argc, char **argv);
int cmd_udev_pci(const struct options *options, int argc, char **argv);
int cmd_validate(const struct options *options, int argc, char **argv);
int cmd_verify(const struct options *options, int argc, char **argv);
int cmd_wait(const struct options *options, int argc, char **argv);
int cmd_watch(const struct options *options, int argc, char **argv);
