/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "lint/ethtool-line.h"
#include "lint/lint-check.h"
#include "lint/shell-variables.h"

/* A command line that an owner wrote, and where it stands. */
struct lint_command {
	const char *text;
	const char *file;
	unsigned line;
	enum lint_id no_interface; /* the finding where the interface is not there */
	const char *self;	   /* what "$IFACE" or "%i" stands for; NULL: not known */
	/* Whether an interface that is not there will be by then; NULL: none will. */
	bool (*is_made)(const void *user, const char *interface);
	const void *user;
	const struct shell_variables *variables; /* of the script that it stands in; NULL:
						    of the command alone */
	bool is_shell; /* a shell reads it, so "|| true" is none of ethtool's */
	bool is_unit;  /* systemd reads it, so " ; " parts two commands */
};

/* What the calls of ethtool in a command line, or in a script, come to. */
struct lint_effect {
	bool cures; /* one sets what a quirk of this host's cards asks for */
	char interface[IFNAMSIZ]; /* of the first that does; "" where a variable names it
				   */
	char file[PATH_MAX];	  /* where that call stands */
	unsigned line;
};

/*
 * Adds what is wrong with each call of ethtool in the command, whenever it runs, and
 * notes in EFFECT the first that is a cure. 0 or -ENOMEM.
 */
_must_check_ int lint_command(struct lint *lint, const struct lint_command *command,
			      struct lint_effect *effect);

/*
 * The same for each line of a shell script, and of the owner's scripts that it runs; one
 * that cannot be read is a problem, a folder is none. 0 or -ENOMEM.
 */
_must_check_ int lint_script(struct lint *lint, const char *path,
			     enum lint_id no_interface, struct lint_effect *effect);

/*
 * The script that a command runs, below the host's root, perhaps after a shell's name:
 * any file in /usr/local, /etc, /opt, /root, /home, /srv or /var, elsewhere a shell's
 * script. 0, -ENOENT where it runs none.
 */
_must_check_ int lint_command_script(const struct lint *lint, const char *command,
				     char ret[static PATH_MAX]);
