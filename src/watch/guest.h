/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"

/*
 * A network namespace with one end of a veth whose other end is a port of a bridge: what
 * it sends goes the way of a guest's traffic.
 */

/* The file of the namespace, for setns(2). */
#define GUEST_NETWORK "/run/netns/nicquirk-verify"

/*
 * Makes it, by ip(8); one that an earlier run left behind goes first. ADDRESS is of the
 * form "192.0.2.9/24". 0; -ENOENT where there is no ip(8); -EIO where it fails.
 */
_must_check_ int guest_make(const char *bridge, const char *address);

/* Removes it, where it is there. */
void guest_remove(void);
