/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"
#include "netlink/setting.h"
#include "quirk/quirk.h"

/* What a test under load came to. */
enum verify_verdict {
	VERIFY_HELD,
	VERIFY_HANGS,
	VERIFY_LEAKS,
	VERIFY_INCONCLUSIVE,
	VERIFY_VERDICT_MAX,
};

/* The result of one test, and what it was true for. */
struct verified {
	enum verify_verdict verdict;
	uint64_t sent, received; /* bytes */
	unsigned streams;	 /* the most at once */
	int64_t time;		 /* of its end, in seconds since 1970; -1: unknown */
	char *kernel;
	char *driver_version; /* NULL: none or unknown */
	enum origin driver_origin;
	char *phase;		  /* in which it hung or leaked; NULL: none */
	struct setting *settings; /* features, and EEE under the name "eee" */
	size_t n_settings;
};

/* All zero is the empty list. */
struct verified_list {
	struct verified *list;
	size_t n;
};

/* "held", "hangs", "leaks", "inconclusive". */
const char *verify_verdict_name(enum verify_verdict verdict);

/* The verdict of that name; VERIFY_VERDICT_MAX: there is none. */
enum verify_verdict verify_verdict_find(const char *name);

/*
 * The result in words: "held 100.2 GB over up to 100 streams", "hangs in phase receive".
 * 0 or -ENOMEM.
 */
_must_check_ int verified_text(const struct verified *verified, char **ret);

/* Free what the structures hold and leave them empty. */
void verified_clear(struct verified *verified);
void verified_list_clear(struct verified_list *list);
