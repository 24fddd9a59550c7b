/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "facts/facts.h"

/* What costs more than reading small files, and so is looked at only where it is
 * wanted. */
enum {
	SCAN_NAMES = 1 << 0, /* what pci.ids calls the cards */
	SCAN_LINKS =
		1 << 1, /* their settings: ASPM, on this host those of the links too */
	SCAN_BUILDS = 1 << 2,  /* where their drivers are on disk */
	SCAN_ROOT = 1 << 3,    /* how its root file system is reached */
	SCAN_MODINFO = 1 << 4, /* after SCAN_BUILDS: what those files say of themselves */
	SCAN_VERIFIED = 1 << 5, /* what tests under load came to */
	SCAN_ALL = SCAN_NAMES | SCAN_LINKS | SCAN_BUILDS | SCAN_ROOT | SCAN_MODINFO |
		   SCAN_VERIFIED,
	/* Not the records of what was changed, and not the incidents: what the builds of
	 * a driver are decided by hardly ever turns on them. */
	SCAN_NO_HISTORY = 1 << 6,
};

/* Which host is looked at, and how. */
struct scan {
	const struct env *env;
	const char *release; /* as it would be under that kernel; NULL: the running one */
	int64_t deadline; /* by clock_ms(): module files not read by then are unreadable;
			     0: none */
};

/*
 * The facts of a host, with all its cards. What cannot be read stays unknown. Under
 * another kernel than the running one nothing is loaded. 0 or -ENOMEM.
 */
_must_check_ int host_scan(const struct scan *scan, unsigned wanted, struct facts **ret);

/*
 * Adds to the facts of host_scan() what WANTED asks for and they do not have yet: a plan
 * that was made of them before is void. 0 or -ENOMEM.
 */
_must_check_ int host_scan_more(const struct scan *scan, unsigned wanted,
				struct facts *facts);

/*
 * Adds to the facts the modules of these names, with their builds, whether a card of the
 * host needs them or not. 0, -ENOMEM, or -errno where the kernel's release cannot be
 * found out.
 */
_must_check_ int host_scan_modules(const struct scan *scan, const struct strings *names,
				   struct facts *facts);
