/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "diagnose/log-import.h"
#include "diagnose/log-reader.h"

/*
 * Imports a log that is text, to its end. Its boots are called "file-" and a hash of
 * their first record. 0, -ENOMEM, or the error of reading it: see log_reader_next().
 */
_must_check_ int import_text(struct log_reader *reader, struct log_import *import);
