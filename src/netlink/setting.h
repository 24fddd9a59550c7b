/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"

/* A named on/off of a card as the kernel reports it: a feature, a private flag, an ASPM
 * file. */
struct setting {
	char *name;
	bool on;
	bool fixed;	/* cannot be changed; features only */
	bool requested; /* asked to be other than it is; features only */
};

/* A setting that is asked for. */
struct request {
	const char *name;
	bool on;
};

/* The setting of that name in a list of N, or NULL. */
const struct setting *setting_find(const struct setting *settings, size_t n,
				   const char *name);

/* As ethtool prints it: "on", "off [fixed]", "off [requested on]". */
const char *setting_value(const struct setting *setting);

/* Adds a setting with a copy of NAME to a list of N: 0, or -ENOMEM. */
_must_check_ int settings_add(struct setting **settings, size_t *n, const char *name,
			      bool on);

/* Frees a list of N settings, which may be NULL. */
void settings_free(struct setting *settings, size_t n);
