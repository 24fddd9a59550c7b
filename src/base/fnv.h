/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"

/* What a digest begins with. */
#define FNV_BEGIN UINT64_C(0xcbf29ce484222325)

/*
 * Takes N bytes into a digest: FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/. It is
 * for names and for what nobody gains by forging.
 */
static inline uint64_t fnv_add(uint64_t digest, const void *bytes, size_t n)
{
	const unsigned char *byte = bytes;

	for (size_t i = 0; i < n; i++)
		digest = (digest ^ byte[i]) * UINT64_C(0x100000001b3);
	return digest;
}
