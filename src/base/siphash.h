/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"

#define SIPHASH_KEY_SIZE 16

/* SipHash-2-4 of SIZE bytes (Aumasson and Bernstein 2012), as the number that it is in
 * there. */
uint64_t siphash(const uint8_t key[static SIPHASH_KEY_SIZE], const void *data,
		 size_t size);
