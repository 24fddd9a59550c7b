/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"

/* A build ID is 20 bytes as the kernel's linker makes it, and as hex at most that long
 * here. */
#define ELF_BUILD_ID_SIZE (2 * 32 + 1)

/*
 * The build ID of a file that is not compressed. 0; -ENOENT where it has none; -EBADMSG
 * where it is no ELF file of this machine; or the error of opening it.
 */
_must_check_ int elf_file_build_id(const char *path, char ret[static ELF_BUILD_ID_SIZE]);

/* The same of a loaded module, as sysfs has it. 0 or -errno. */
_must_check_ int elf_module_build_id(const struct env *env, const char *module,
				     char ret[static ELF_BUILD_ID_SIZE]);
