/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/siphash.h"

struct sip {
	uint64_t v0, v1, v2, v3;
};

/* SIZE bytes, the first one lowest. */
static uint64_t load_bytes(const uint8_t *bytes, size_t size)
{
	uint64_t word = 0;

	for (size_t i = 0; i < size; i++)
		word |= (uint64_t)bytes[i] << 8 * i;
	return word;
}

static uint64_t rotate_left(uint64_t word, unsigned bits)
{
	return word << bits | word >> (64 - bits);
}

static void sip_rounds(struct sip *sip, unsigned rounds)
{
	while (rounds--) {
		sip->v0 += sip->v1;
		sip->v2 += sip->v3;
		sip->v1 = rotate_left(sip->v1, 13) ^ sip->v0;
		sip->v3 = rotate_left(sip->v3, 16) ^ sip->v2;
		sip->v0 = rotate_left(sip->v0, 32);
		sip->v2 += sip->v1;
		sip->v0 += sip->v3;
		sip->v1 = rotate_left(sip->v1, 17) ^ sip->v2;
		sip->v3 = rotate_left(sip->v3, 21) ^ sip->v0;
		sip->v2 = rotate_left(sip->v2, 32);
	}
}

static void absorb(struct sip *sip, uint64_t word)
{
	sip->v3 ^= word;
	sip_rounds(sip, 2);
	sip->v0 ^= word;
}

uint64_t siphash(const uint8_t key[static SIPHASH_KEY_SIZE], const void *data,
		 size_t size)
{
	const uint64_t k0 = load_bytes(key, 8), k1 = load_bytes(key + 8, 8);
	const uint8_t *bytes = data;
	struct sip sip = {
		k0 ^ UINT64_C(0x736f6d6570736575),
		k1 ^ UINT64_C(0x646f72616e646f6d),
		k0 ^ UINT64_C(0x6c7967656e657261),
		k1 ^ UINT64_C(0x7465646279746573),
	};

	for (size_t left = size; left >= 8; left -= 8, bytes += 8)
		absorb(&sip, load_bytes(bytes, 8));
	absorb(&sip, load_bytes(bytes, size % 8) | (uint64_t)(size & 0xff) << 56);
	sip.v2 ^= 0xff;
	sip_rounds(&sip, 4);
	return sip.v0 ^ sip.v1 ^ sip.v2 ^ sip.v3;
}
