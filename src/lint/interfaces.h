/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/array.h"
#include "base/env.h"
#include "base/name-map.h"
#include "base/problem.h"

/* /etc/network/interfaces, with the files that it sources. */

struct stanza_line {
	char *key, *value;
	char *file;
	unsigned line;
};

/* An "iface". */
struct stanza {
	char *name;
	bool is_manual; /* no address is set: it can be raised without its interface */
	bool is_made;	/* its method makes the interface */
	struct stanza_line *lines;
	size_t n_lines;
};

/* What names the ports of a bridge: a regular expression; NULL for "all". */
struct port_pattern {
	char *expression;
	size_t stanza;
};

/* All zero is the empty file. */
struct interfaces {
	struct stanza *stanzas;
	size_t n_stanzas;
	struct name_map masters;       /* the stanza of which a name is a port */
	struct port_pattern *patterns; /* "bridge_ports regex en.*" */
	size_t n_patterns;
	struct strings started; /* names and patterns of "auto" and "allow-..." */
	struct strings logical; /* stanzas that are for interfaces of other names */
	bool has_mapping;	/* a script chooses among stanzas */
	struct strings unread;	/* files of interfaces.d that nothing sources */
	struct stanza_line *misplaced; /* options outside of any stanza */
	size_t n_misplaced;
};

/* Which program reads it: each has options that the other ignores. */
enum ifupdown { IFUPDOWN_NONE, IFUPDOWN_CLASSIC, IFUPDOWN_2, IFUPDOWN_NG };

enum ifupdown interfaces_program(const struct env *env);

/* Whether ifupdown2 is set to run the scripts of ifupdown's folders as well. */
bool interfaces_run_scripts(const struct env *env);

/* Reads the file; where there is none, it is empty. What cannot be read is added to
 * PROBLEMS. 0 or -ENOMEM. */
_must_check_ int interfaces_read(const struct env *env, struct problems *problems,
				 struct interfaces *ret);

/* Whether the interface is started at boot or when it appears. */
bool interfaces_are_started(const struct interfaces *interfaces, const char *name);

/* Whether a stanza of that name is for interfaces of other names: a template, or what
 * "auto /en*=lan" or a mapping chooses. */
bool interfaces_are_logical(const struct interfaces *interfaces, const char *name);

/* The bridge or bond that the file makes the interface a port of, or NULL. */
const char *interfaces_master(const struct interfaces *interfaces, const char *name);

/* Notes the ports that an option of the last stanza gives to it, if it is such a one. 0
 * or -ENOMEM. */
_must_check_ int interfaces_note_ports(struct interfaces *interfaces, const char *key,
				       const char *value);

/* Frees what was read and leaves the empty file. */
void interfaces_clear(struct interfaces *interfaces);
