/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "watch/verify.h"

/* A kind of traffic. */
struct verify_phase {
	const char *name;
	bool receive, both, udp, ipv6;
	bool many;  /* streams */
	bool guest; /* through the bridge, from a namespace */
};

/* The phases in their order. */
extern const struct verify_phase verify_phases[];
extern const size_t n_verify_phases;

/* Why a phase cannot run here; NULL: it can. */
const char *verify_phase_skip(const struct verify_phase *phase,
			      const struct verify_request *request);

/*
 * Runs one phase and looks at kernel log, counters and carrier meanwhile. NETWORK: the
 * namespace to run it in, or NULL. HAD_SERVER: an earlier phase had the server, so that
 * it will be back where it is away. 0 or -errno.
 */
_must_check_ int verify_phase_run(const struct verify_phase *phase,
				  const struct verify_request *request,
				  const struct verify_progress *progress,
				  const volatile int *stop, const char *network,
				  bool had_server, struct verify_phase_result *ret);
