/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define _cleanup_(f)   __attribute__((cleanup(f)))
#define _must_check_   __attribute__((warn_unused_result))
#define _printf_(a, b) __attribute__((format(printf, a, b)))
#define _unused_       __attribute__((unused))

/* glibc alone keeps freed memory until it is asked to give it back. */
#ifndef __GLIBC__
#define malloc_trim(pad) ((void)(pad))
#endif

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* For a table that an enum indexes: a row that is missing at its end is found by the
 * compiler. */
#define ASSERT_ROWS(table, max)                                                          \
	_Static_assert(ARRAY_SIZE(table) == (max), "a row for each value")

/* Hands a pointer over: the variable that owned it forgets it. */
#define TAKE_PTR(p)                                                                      \
	({                                                                               \
		__typeof__(p) _taken = (p);                                              \
		(p) = NULL;                                                              \
		_taken;                                                                  \
	})

/* Makes NAMEp(), for _cleanup_(NAMEp), from a destructor NAME(TYPE *). */
#define DEFINE_CLEANUP(type, name)                                                       \
	static inline void name##p(type **pointer)                                       \
	{                                                                                \
		name(*pointer);                                                          \
	}

static inline void freep(void *pointer)
{
	free(*(void **)pointer);
}
#define _cleanup_free_ _cleanup_(freep)

static inline void closep(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}
#define _cleanup_close_ _cleanup_(closep)

static inline void fclosep(FILE **stream)
{
	if (*stream)
		fclose(*stream);
}
#define _cleanup_fclose_ _cleanup_(fclosep)

static inline void closedirp(DIR **folder)
{
	if (*folder)
		closedir(*folder);
}
#define _cleanup_closedir_ _cleanup_(closedirp)

/* Ends what open_memstream() began: 0 and its text, or -ENOMEM. glibc leaves no text, and
 * says nothing, where the last bit of memory is lacking. */
static inline int memstream_close(FILE *stream, char **text, char **ret)
{
	bool failed = ferror(stream);

	if (fclose(stream) == EOF || failed || !*text) {
		free(*text);
		return -ENOMEM;
	}
	*ret = *text;
	return 0;
}

/* How a setting is written everywhere. */
static inline const char *on_off(bool on)
{
	return on ? "on" : "off";
}

static inline bool streq(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* Whether TEXT is one of the texts that follow it. */
#define str_in_set(text, ...)                                                            \
	str_in_list((text), (const char *const[]){ __VA_ARGS__, NULL })

static inline bool str_in_list(const char *text, const char *const *list)
{
	while (*list && !streq(text, *list))
		list++;
	return *list;
}
