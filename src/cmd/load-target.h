/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/context.h"
#include "watch/server.h"
#include "watch/verify.h"

/* A port that is put under load, and the server for it; released with
 * load_target_clear(). */
struct load_target {
	struct context context;
	const struct plan_card *card;
	const struct iface *iface;
	struct server server;
	struct rtnl *rtnl;
};

/*
 * Whether VERB can put a port of this host under load: root, the running host, iperf3 is
 * there. False after a message.
 */
_must_check_ bool load_is_possible(const struct options *options, const char *verb);

/*
 * Finds the interface NAME and the server, and checks that the way to it leads through
 * the interface. 0, or a negative errno after a message.
 */
_must_check_ int load_target_find(const struct options *options, const char *name,
				  const char *server, struct load_target *ret);

/* Asks the person on the terminal, unless --yes was given. False also where nobody can
 * answer. */
_must_check_ bool load_is_agreed(const struct options *options, const char *verb,
				 const char *what);

/* The request of a test; the sizes are those of the options. */
struct verify_request load_target_request(const struct options *options,
					  const struct load_target *target);

void load_target_clear(struct load_target *target);
