/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "host/module.h"

/*
 * Adds the files of the module NAME that dkms has moved out of the folder to put its own
 * in their place: /var/lib/dkms/PACKAGE/original_module/RELEASE/... dkms 3.2 does so on
 * all distributions, before that it spared those that are made of Debian. Only what
 * nobody but root can write to, and no links: dkms makes none. 0 or -ENOMEM.
 */
_must_check_ int dkms_archive_find(const struct module_folder *folder, const char *name,
				   struct strings *paths);
