/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "plan/plan.h"
#include "quirk/quirk.h"

/* Transmit timeouts of an interface. */
struct metrics_timeouts {
	const struct nic *nic;
	const struct iface *iface;
	uint64_t count;
};

struct metrics {
	const struct quirk_db *db;
	const struct plan *plan;
	bool sees_devices; /* there is a folder of PCI devices, even an empty one */
	bool sees_database;
	const struct env *env; /* for what is in /run; NULL: not of this host */
	struct metrics_timeouts *timeouts;
	size_t n_timeouts;
};

/*
 * Writes the state of a host in Prometheus' text format. What is unknown has an empty
 * label or no sample. Errors are those of the stream.
 */
void metrics_print(const struct metrics *metrics, FILE *stream);

/* Writes TEXT as the value of a label, without the quotes; what is no UTF-8 becomes
 * U+FFFD, as one bad byte would make a reader refuse the whole file. */
void metrics_print_label(const char *text, FILE *stream);
