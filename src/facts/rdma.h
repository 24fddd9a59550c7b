/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "facts/facts.h"

/*
 * The name of the INDEXth module that offers RDMA on the cards of a driver, by symbols
 * that the driver exports; NULL behind the last one.
 */
const char *rdma_module_name(const char *driver, size_t index);

/* The first of these that there is a build of, or NULL. */
const struct module *rdma_find(const struct facts *facts, const char *driver);

/* Whether a build of it takes the devices that a driver offers ("auxiliary:i40e.iwarp"):
 * 1, 0, or -1: unknown. */
int rdma_takes(const struct build *build, const char *driver);
