/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/memory.h"

#include <malloc.h>
#include <sys/mman.h>

#include "base/macro.h"

/* A mapping of /proc/self/smaps. */
struct memory_mapping {
	unsigned long start, end;
	bool is_file;
	bool is_writable;
	unsigned long anonymous; /* kB that differ from the file, as relocations do */
};

/* A page that was written to has its only copy in memory: such a mapping stays as it is.
 */
static void drop(const struct memory_mapping *mapping)
{
	if (mapping->is_file && !mapping->is_writable && !mapping->anonymous &&
	    madvise((void *)mapping->start, mapping->end - mapping->start,
		    MADV_DONTNEED) < 0)
		return;
}

void memory_trim(void)
{
	_cleanup_fclose_ FILE *file = fopen("/proc/self/smaps", "re");
	struct memory_mapping mapping = { 0 };
	unsigned long start, end, inode;
	_cleanup_free_ char *line = NULL;
	size_t size = 0;
	char rights[5];

	while (file && getline(&line, &size, file) > 0) {
		if (sscanf(line, "%lx-%lx %4s %*s %*s %lu", &start, &end, rights,
			   &inode) == 4)
			mapping = (struct memory_mapping){
				.start = start,
				.end = end,
				.is_file = inode != 0,
				.is_writable = rights[1] == 'w',
			};
		else if (sscanf(line, "Anonymous: %lu kB", &mapping.anonymous) == 1)
			drop(&mapping);
	}
	malloc_trim(0);
}
