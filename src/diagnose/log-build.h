/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "diagnose/diagnosis.h"

/* What a log says of the builds of drivers that ran, boot by boot. */

#define LOG_BUILDS_MAX 16

struct build_seen {
	char name[24];
	struct log_driver driver;
};

/* All zero is the beginning of a boot. */
struct log_builds {
	struct build_seen list[LOG_BUILDS_MAX];
	size_t n;
};

/* What is known of a driver, if need be nothing; NULL beyond the limit. */
struct log_driver *log_builds_find(struct log_builds *builds, const char *name);

/* The one driver of ours that is known to be out of the tree, or "". */
const char *log_builds_sole_stranger(const struct log_builds *builds);

/* "... - version 2.13.10": AT is where the version begins. */
void log_builds_take_version(struct log_builds *builds, const char *driver,
			     const char *at, const char *end);

/*
 * "Modules linked in: ... i40e(OE) ...", behind the colon: writes out-of-tree drivers
 * that were not known to be so into RET_NEW, and their flags, and returns how many.
 */
size_t log_builds_take_modules(struct log_builds *builds, const char *at, const char *end,
			       char ret_new[LOG_BUILDS_MAX][40]);

/* The word that begins at AT, up to one of STOP, as text; "" where it does not fit. */
void log_copy_word(char *buffer, size_t size, const char *at, const char *end,
		   const char *stop);
