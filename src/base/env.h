/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <limits.h>

#include "base/macro.h"

/* The one place that knows where things are. All zero is the running host. */
struct env {
	const char *root; /* NULL: "/", else the folder that stands for it */
};

enum env_dir {
	ENV_SYS,
	ENV_PROC,
	ENV_DEV,
	ENV_MODULES,  /* the kernel's module folders */
	ENV_DATA,     /* what the package ships: quirks.d */
	ENV_CONFIG,   /* what the administrator writes: nicquirk.conf, quirks.d */
	ENV_MODPROBE, /* what modprobe reads besides /etc, until the next boot */
	ENV_RUN,      /* what lives until the next boot: records, quirks.d */
	ENV_STATE,    /* what has been learned of this host: incidents */
	ENV_DKMS, /* what dkms keeps: the modules that it has put others in place of */
	ENV_ROOT, /* everything else, which only lint looks at */
	ENV_DIR_MAX,
};

/* Where DIR is on a host, whose root is "/". */
const char *env_dir_path(enum env_dir dir);

/* Whether ENV is the running host, so that netlink and the kernel log speak of it. */
bool env_is_live(const struct env *env);

/* Writes the path of a file below DIR into BUFFER: 0, or -ENAMETOOLONG. */
_must_check_ int env_path(char buffer[static PATH_MAX], const struct env *env,
			  enum env_dir dir, const char *format, ...) _printf_(4, 5);

/* A longer file is not read: the command line of a kernel has a few KB. */
#define ENV_READ_MAX (256 * 1024)

/*
 * Reads a small file below DIR (sysfs, procfs), without the blanks at its end. 0, or a
 * negative errno: -ENOENT where there is none.
 */
_must_check_ int env_read(const struct env *env, enum env_dir dir, char **ret,
			  const char *format, ...) _printf_(4, 5);

/* The last component of a link's target below DIR. 0, or a negative errno as readlink()
 * gives it. */
_must_check_ int env_read_link(const struct env *env, enum env_dir dir, char **ret,
			       const char *format, ...) _printf_(4, 5);

/* The same two without memory of their own: -EFBIG, -ENAMETOOLONG where BUFFER is too
 * small. */
_must_check_ int env_read_into(const struct env *env, enum env_dir dir, char *buffer,
			       size_t size, const char *format, ...) _printf_(5, 6);
_must_check_ int env_link_into(const struct env *env, enum env_dir dir, char *buffer,
			       size_t size, const char *format, ...) _printf_(5, 6);

/* The names in a folder below DIR, sorted, without those that begin with a dot. 0 or
 * -errno. */
struct strings;
_must_check_ int env_list(const struct env *env, enum env_dir dir, struct strings *ret,
			  const char *format, ...) _printf_(4, 5);

/*
 * Where PATH, which env_path() has made, leads to: a link below a root that is not "/" is
 * followed as if that were "/". On the running host PATH itself. 0 or -errno.
 */
_must_check_ int env_resolve(const struct env *env, const char *path,
			     char ret[static PATH_MAX]);
