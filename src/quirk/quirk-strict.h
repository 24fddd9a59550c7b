/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/problem.h"
#include "quirk/quirk.h"

/*
 * Adds to PROBLEMS what a shipped quirk must not have and an administrator's own may: no
 * reference, a driver or a device that no driver's table knows.
 */
void quirk_db_check_strictly(const struct quirk_db *db, struct problems *problems);
