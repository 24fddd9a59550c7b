/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <net/if.h>

#include "lint/shell-command.h"

/* What a call of ethtool does. */
enum ethtool_effect {
	ETHTOOL_SETS,
	ETHTOOL_SHOWS, /* an option that shows, with settings after it that nothing reads
			*/
	ETHTOOL_FAILS, /* an option that ethtool does not have: it exits with 1 and sets
			  nothing */
};

/* A call of ethtool in a command line, perhaps a shell's. */
struct ethtool_call {
	enum ethtool_effect effect;
	char option[32];	  /* as written: "-K"; "" where there is none */
	char interface[IFNAMSIZ]; /* as written: "eno1", "$IFACE", "%i" */
	const char *settings;	  /* the words after the interface */
	size_t length;		  /* of those */
	bool in_shell; /* what follows is for a shell: "|| true", which ethtool takes for
			  settings */
	bool parted;   /* what follows is a semicolon between blanks, which systemd takes
			  as well */
};

/*
 * The next call that sets something or was meant to: moves the reader behind it. False
 * where there is none: a call that only shows a card does no harm.
 */
bool ethtool_line_next(struct shell_reader *reader, struct ethtool_call *ret);

/* Whether a command line sets something with ethtool, or was meant to. */
bool ethtool_line_sets(const char *command);

/* Takes a setting of a call: its name as the call has it, and whether it is switched on.
 * Returns whether to go on. */
typedef bool ethtool_setting_taker(void *user, const char *name, bool on);

/* Hands each named on/off of the call to TAKE: features, private flags, EEE (under the
 * name "eee"). */
void ethtool_call_settings(const struct ethtool_call *call, ethtool_setting_taker *take,
			   void *user);

/*
 * Finds the first word of the call's settings that makes ethtool refuse all of them: a
 * name that no kernel has, or what is neither "on" nor "off" behind one. False where
 * there is none, or a variable may stand for anything. IS_SHELL: what a shell takes for
 * itself is none of ethtool's, "2>/dev/null" and comments.
 */
bool ethtool_call_refused(const struct ethtool_call *call, bool is_shell,
			  struct shell_word *ret);
