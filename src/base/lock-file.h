/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"

/*
 * Takes the lock of the file PATH, which is made where it is not there; only its owner
 * can open it, so that nobody else can hold it. Waits up to SECONDS. The descriptor that
 * holds the lock until it is closed, or -ETIMEDOUT, or the error of opening it.
 */
_must_check_ int lock_file_take(const char *path, unsigned seconds);
