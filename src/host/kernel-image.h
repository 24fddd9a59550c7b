/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"

/*
 * The banner of an installed kernel, as "uname -rv" would print it, from its image
 * /boot/vmlinuz-RELEASE: "kernel_version" in Documentation/arch/x86/boot.rst. 0; -ENOENT
 * where there is no such image, or it is none of x86; or -ENOMEM.
 */
_must_check_ int kernel_image_banner(const struct env *env, const char *release,
				     char **ret);
