/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "base/file-identity.h"
#include "base/index-file.h"
#include "facts/modalias.h"

/*
 * What nicquirk-pci has to know of quirks.d, nicquirk.conf, modprobe.d and udev.conf at
 * the "add" of each card, so that it need not read them: nicquirk-generator writes
 * /run/nicquirk/modules.index at the begin of a boot. It holds for each file and folder
 * that was read, and for each that was not there, what stat() says of it: if any of that
 * differs, it is not used. In doubt all is read.
 */

#define MODULE_INDEX_NAME  "modules.index" /* below ENV_RUN */
#define MODULE_INDEX_MAGIC "NQmodul1"

struct module_index_head {
	struct index_begin begin;
	uint64_t n_files;
	/* Where lists begin, in bytes from the head: texts that end with a NUL each, and
	 * an empty one. */
	uint32_t drivers;  /* that something may be asked of */
	uint32_t patterns; /* of aliases that a PCI function may match */
	uint32_t any;	   /* something may be asked of all drivers */
	uint32_t debug;	   /* udev logs at the debug level */
	/* Then the files, then the text that they point into, which ends with two NULs.
	 */
};

struct module_index_file {
	struct file_identity identity;
	uint32_t path; /* where its text begins */
	uint32_t there;
};

struct module_index {
	union {
		struct module_index_head head;
		char text[INDEX_FILE_MAX + 1];
	};
};

/*
 * Reads the index and looks whether it is of what there is now. NULL where there is none
 * that can be trusted, and always where ENV is not the running host. Valid until the next
 * call.
 */
const struct module_index *module_index_open(const struct env *env);

/* Whether LENGTH bytes that were read are whole, and point nowhere but into themselves.
 */
bool module_index_is_sound(const struct module_index *index, ssize_t length);

/* Whether something may be asked of the driver of the card, or another may be loaded for
 * its MODALIAS. */
bool module_index_concerns(const struct module_index *index,
			   const struct pci_modalias *card, const char *modalias);
