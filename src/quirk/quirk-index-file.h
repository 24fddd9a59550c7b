/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/file-identity.h"
#include "base/index-file.h"

/*
 * The file of quirk-index.h. What it holds is trusted no further than a file of root's:
 * sizes and places are checked before they are used.
 */

#define QUIRK_INDEX_NAME  "quirks.index" /* below ENV_RUN */
#define QUIRK_INDEX_MAGIC "NQindex1"

/* The folders of the database, by who has the last word. */
#define QUIRK_FOLDERS 3
extern const enum env_dir quirk_folders[QUIRK_FOLDERS];

struct index_head {
	struct index_begin begin;
	uint64_t n_files;
	struct index_folder {
		uint64_t there; /* 0: no such folder */
		struct file_identity identity;
	} folders[QUIRK_FOLDERS];
	/* Then the files, then the text that they point into, which ends with a NUL. */
};

struct index_file {
	struct file_identity identity;
	uint32_t path, name; /* where their text begins, in bytes from the head */
	uint32_t rank;	     /* of its folder */
	/*
	 * " e1000e igb 8086:101f ": the drivers that its sections name, and the devices
	 * of those that name none. Files whose sections mean something to each other have
	 * the same.
	 */
	uint32_t list;
	uint32_t has_ids; /* there are devices in it */
	uint32_t for_all; /* a section may match any card */
};

struct quirk_index {
	union {
		struct index_head head;
		char text[INDEX_FILE_MAX + 1];
	};
};

/* Whether LENGTH bytes that were read are whole, and point nowhere but into themselves.
 */
bool quirk_index_is_sound(const struct quirk_index *index, ssize_t length);
