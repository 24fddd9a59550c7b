/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "facts/facts.h"

/* The module folder of one kernel release, read through libkmod. */
struct kmod_ctx;
struct module_folder {
	const struct env *env;
	struct kmod_ctx *ctx;
	char *path;
	bool running; /* the running kernel's, on the running host */
};

/*
 * Opens the folder of RELEASE, or with NULL that of the running kernel. 0, -ENOMEM, or
 * -errno where the release cannot be found out. A folder that is not there is an empty
 * one.
 */
_must_check_ int module_folder_open(const struct env *env, const char *release,
				    struct module_folder **ret);

/* Closes FOLDER, which may be NULL; returns NULL. */
struct module_folder *module_folder_close(struct module_folder *folder);
DEFINE_CLEANUP(struct module_folder, module_folder_close)

/*
 * The path of what is BELOW the folder, or elsewhere where BELOW begins with a slash,
 * with links under --root followed within the root. 0, -ENAMETOOLONG, or -errno where
 * there is no such file.
 */
_must_check_ int module_folder_path(const struct module_folder *folder, const char *below,
				    char ret[static PATH_MAX]);

/*
 * The names of the modules that have an alias for a modalias; with ALLOWED, only those
 * that no modprobe.d and no command line blacklists, as udev would load them. 0 or
 * -errno.
 */
_must_check_ int module_names(struct module_folder *folder, const char *modalias,
			      bool allowed, struct strings *ret);

/*
 * The drivers that a card has or could have: the one that runs it, or those that
 * module_names() finds for its modalias. 0; -ENOENT where it has no modalias; or -errno.
 */
_must_check_ int module_card_drivers(const struct env *env, const struct nic *nic,
				     bool allowed, struct strings *ret);

/*
 * Adds to MODULE the paths of its builds on disk, the preferred one first: the one that
 * modules.dep names, the kernel's own of modules.order, all in the folders where other
 * people's modules go, and those that dkms has moved away to put its own in their place:
 * the paths of these begin with a slash. 0 or -ENOMEM.
 */
_must_check_ int module_find_builds(struct module_folder *folder, struct module *module);

/* Whether FILE, without folders, is one of the module NAME; '-' and '_' are the same. */
bool module_file_is_of(const char *file, const char *name);

/*
 * Adds to the builds of MODULE what their files say of themselves. What could not be
 * read, or not by DEADLINE (clock_ms(); 0: none), is unreadable. Of the running kernel
 * each file is read once in a boot: what it said is kept below /run. 0 or -ENOMEM.
 */
_must_check_ int module_read_builds(struct module_folder *folder, struct module *module,
				    int64_t deadline);

/*
 * The names of the parameters that the module takes, of the build that would be loaded,
 * or of one that is built in. 0; -ENOENT where it is not on disk; -ENOMEM.
 */
_must_check_ int module_parameters(struct module_folder *folder, const char *name,
				   struct strings *ret);
