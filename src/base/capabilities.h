/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <linux/capability.h>
#include <stdint.h>

/*
 * Gives up, for good, every capability but those whose bits KEPT has, and that of gaining
 * any by what it runs. Where the kernel will not have it, it goes on as it was: a cure is
 * worth more.
 */
void capabilities_keep(uint32_t kept);
