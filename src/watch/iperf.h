/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <sys/types.h>

#include "base/macro.h"

/* One run of iperf3 against a server that somebody else runs. */
struct iperf_test {
	const char *host;
	const char *port; /* NULL: iperf3's own, 5201 */
	bool receive;	  /* the server sends */
	bool both;	  /* both send */
	bool udp;	  /* small packets, as fast as they go */
	bool ipv6;
	unsigned streams;
	uint64_t bytes; /* to send, of all streams; 0: for SECONDS */
	unsigned seconds;
	const char
		*network; /* the file of the namespace that it runs in; NULL: this one */
};

/* What it says at its end. */
struct iperf_result {
	uint64_t sent, received; /* bytes, as seen from this host */
	double seconds;
	int64_t retransmits; /* -1: not said */
	double lost_percent; /* of UDP; -1: not said */
	bool complete;	     /* it gave the figure that this kind of test is for */
	char error[160];     /* "" where it ran to its end */
};

/* Whether iperf3 is there: 0, or -ENOENT. */
_must_check_ int iperf_find(void);

/*
 * Starts iperf3; RET_FD gives its JSON until its end. 0 or -errno. The caller waits for
 * the process.
 */
_must_check_ int iperf_start(const struct iperf_test *test, pid_t *ret_pid, int *ret_fd);

/* Reads its JSON. 0, or -EBADMSG where it is none. */
_must_check_ int iperf_parse(const char *text, const struct iperf_test *test,
			     struct iperf_result *ret);
