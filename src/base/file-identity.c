/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/file-identity.h"

/* Seconds. A tick is 4 ms as a rule, and 2 s on FAT. */
#define SETTLED_AFTER 3

void file_identity_take(const struct stat *st, struct file_identity *ret)
{
	*ret = (struct file_identity){
		.device = st->st_dev,
		.inode = st->st_ino,
		.size = (uint64_t)st->st_size,
		.modified = { st->st_mtim.tv_sec, st->st_mtim.tv_nsec },
		.changed = { st->st_ctim.tv_sec, st->st_ctim.tv_nsec },
	};
}

bool file_identity_is(const struct file_identity *identity, const struct stat *st)
{
	struct file_identity now;

	file_identity_take(st, &now);
	return memcmp(&now, identity, sizeof(now)) == 0;
}

bool file_identity_is_settled(const struct file_identity *identity, time_t now)
{
	return identity->modified[0] + SETTLED_AFTER <= now &&
	       identity->changed[0] + SETTLED_AFTER <= now;
}
