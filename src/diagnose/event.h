/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "diagnose/log-line.h"
#include "diagnose/symptom.h"
#include "facts/facts.h"

/* A driver as the log knows it; "" and unknown where it does not. */
struct log_driver {
	char version[32];
	enum origin origin;
};

/* One symptom of one card, however often. */
struct event {
	const struct symptom *symptom;
	struct log_subject subject;
	uint64_t count;
	uint64_t first_line, last_line; /* in the order of the log */
	char first[48], last[48];	/* times as the log has them, or "" */
	char example[200];  /* the first such line, without its prefix, escaped */
	bool has_hang_line; /* one of its lines reports a hang, whatever the dump shows */
	unsigned boot;
	/* in the boot in which it was last seen */
	char kernel[64];
	char kernel_upstream[24]; /* where the release hides it; or "" */
	struct log_driver driver;
};
