/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"

/*
 * Writes the index of quirk-index.h. It is left as it is, which costs nobody but the next
 * reader some time, where anything is wrong with the database; where a file of it is so
 * new that one more write may leave its times as they are; for others than root; and not
 * on the running host. 0, -EAGAIN for these, -E2BIG for a database without end, -ENOMEM,
 * or the error of writing it.
 */
_must_check_ int quirk_index_write(const struct env *env);
