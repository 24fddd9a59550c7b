/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"

struct link;

/* A socket that the kernel sends its notifications to. */
struct monitor {
	struct nl_socket *socket; /* NULL: closed */
	uint16_t family;	  /* of ethtool netlink; 0: route netlink */
};

/* What a notification says. */
enum monitor_event {
	MONITOR_LINK,	  /* an interface is there, or has changed */
	MONITOR_REMOVED,  /* an interface is gone */
	MONITOR_SETTINGS, /* features, private flags or EEE of an interface have changed
			   */
	MONITOR_LOST,	  /* there were more than the socket holds: look at everything */
};

/*
 * Subscribe to the links, or to the settings that ethtool shows. 0, or -errno with
 * MONITOR closed.
 */
_must_check_ int monitor_open_links(struct monitor *monitor);
_must_check_ int monitor_open_settings(struct monitor *monitor);

/* To wait on; the socket never blocks. */
int monitor_fd(const struct monitor *monitor);

/*
 * What is done with one notification: LINK is, for MONITOR_SETTINGS, all zero but for its
 * ifindex, and NULL for MONITOR_LOST.
 */
typedef void monitor_function(enum monitor_event event, const struct link *link,
			      void *data);

/* Calls FUNCTION for all that has come in. 0, or the error of the socket. */
_must_check_ int monitor_read(struct monitor *monitor, monitor_function *function,
			      void *data);

void monitor_close(struct monitor *monitor);
