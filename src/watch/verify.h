/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <net/if.h>

#include "base/array.h"
#include "base/env.h"
#include "facts/facts.h"
#include "facts/verified.h"
#include "netlink/rtnetlink.h"
#include "watch/iperf.h"
#include "watch/meminfo.h"

#define VERIFY_PHASES_MAX 8

/* Of a message of the kernel log with its NUL: the dump of a hang has some 450 bytes. */
#define VERIFY_LOG_MAX 640

/* What is to be tested, and how much. */
struct verify_request {
	const struct env *env;
	struct rtnl *rtnl;
	const char *slot, *driver;
	const char *interface;
	unsigned ifindex;
	const char *bridge; /* that the port is in; NULL: none */
	const char *host;   /* of the server */
	const char *port;   /* NULL: iperf3's own */
	bool has_ipv4, has_ipv6;
	uint64_t bytes;	   /* of the phase with many streams; 0: for SECONDS */
	unsigned streams;  /* many */
	unsigned seconds;  /* a phase */
	bool has_lock;	   /* on testing: the caller holds it over several tests */
	const char *guest; /* "192.0.2.9/24" for a namespace on the bridge; NULL: none */
};

/* Why a phase did not run, or what ended it. */
struct verify_phase_result {
	const char *name;
	bool ran;
	char note[200]; /* "" where there is nothing to say */
	struct iperf_result iperf;
	unsigned streams;
	const char
		*fault; /* kind of the symptom that the kernel log showed; NULL: none */
	unsigned fault_lines;
	char log[VERIFY_LOG_MAX]; /* the first of these lines, as it is in
				     /dev/kmsg; "" */
	bool stalled; /* nothing was sent for a while, though there was much to send */
	bool sends;   /* it stalled, and a packet left the port after it all the same */
	bool carrier; /* after it */
	unsigned carrier_losses;
	int64_t growth_kib; /* of memory that nothing explains */
	int answers;	    /* to a ping after it: 1, 0; -1: there is no ping(8) */
};

struct verify_report {
	enum verify_verdict verdict;
	char reason[200]; /* "" for held */
	struct verify_phase_result phases[VERIFY_PHASES_MAX];
	size_t n_phases;
	uint64_t sent, received;
	unsigned streams;
	const char *phase;	  /* in which it hung or leaked; NULL */
	int64_t growth_kib;	  /* of all phases */
	double growth_kib_per_gb; /* received */
	int64_t hours_left; /* at 1 Gb/s, until no memory is available; -1: no leak */
	bool recovered;	    /* the port hung and was brought back */
	struct strings
		counters; /* errors and resets that the driver counted: "NAME +N" */
};

/* How a test comes along, for a person: NULL functions are not called. */
struct verify_progress {
	void (*begin)(void *user, const char *phase);
	/* Once a second: how much of the phase is done, 0 to 1, and bytes a second. */
	void (*tick)(void *user, double done, double rate);
	void (*end)(void *user, const struct verify_phase_result *result);
	void *user;
};

/*
 * Runs all phases, stops at the first fault, and brings the port back where it hangs.
 * STOP is set by a signal handler: then it ends as inconclusive. 0, or -errno where it
 * could not begin.
 */
_must_check_ int verify_run(const struct verify_request *request,
			    const struct verify_progress *progress,
			    const volatile int *stop, struct verify_report *ret);

/*
 * The verdict on phases that ran, of which none had a fault: SPEED of the link in Mb/s,
 * -1 where it is not known; AVAILABLE KiB of memory, for how long a leak may go on.
 */
void verify_judge(struct verify_report *report, int speed, int64_t available);
