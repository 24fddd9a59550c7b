/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "lint/lint.h"

/* The checks of lint: each adds what it finds. 0 or -ENOMEM. */
typedef int lint_check(struct lint *lint);

lint_check lint_interfaces;
lint_check lint_units;
lint_check lint_scripts;
lint_check lint_udev_rules;
lint_check lint_links;
lint_check lint_network_files;
lint_check lint_netplan;
lint_check lint_keyfiles;
lint_check lint_parameters;
lint_check lint_kernel_pin;
lint_check lint_images;
lint_check lint_places;

/* Adds a finding: 0 or -ENOMEM. */
_must_check_ int lint_add(struct lint *lint, enum lint_id id, const char *file,
			  unsigned line, const char *format, ...) _printf_(5, 6);

/* Reads the names that .link files give the cards at the next boot. 0 or -ENOMEM. */
_must_check_ int lint_read_next_names(struct lint *lint);

/* Whether the host has an interface of that name, or will at the next boot; true also
 * where its interfaces are not known. */
bool lint_has_interface(const struct lint *lint, const char *name);

/* Whether an interface of that name is one that programs make and remove, such as "wg0"
 * or "docker0": that it is not there says nothing. */
bool lint_is_virtual_name(const char *name);

/* Whether a card of this host has an interface of that name. */
bool lint_has_card(const struct lint *lint, const char *name);

/* Whether the host has a bridge of that name now. */
bool lint_is_bridge(const struct lint *lint, const char *name);

/* The bridge or bond that an interface of a card is in, or NULL. */
const char *lint_master(const struct lint *lint, const char *name);

/* Whether a module is a driver of Intel's network cards. */
bool lint_is_driver(const char *module);
