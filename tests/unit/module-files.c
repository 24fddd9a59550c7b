/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes the module files of tests into the folder that it is given, under their names.
 */
#include <limits.h>
#include <stdio.h>

#include "base/array.h"
#include "module-file.h"

int main(int argc, char **argv)
{
	static unsigned char buffer[MODULE_FILE_MAX];

	if (argc != 2) {
		fprintf(stderr, "usage: module-files FOLDER\n");
		return 2;
	}
	for (size_t i = 0; i < ARRAY_SIZE(module_file_names); i++) {
		size_t size = module_file_make(buffer, module_file_names[i]);
		char path[PATH_MAX];
		FILE *stream;

		snprintf(path, sizeof(path), "%s/%s", argv[1], module_file_names[i]);
		stream = fopen(path, "we");
		if (!stream || fwrite(buffer, 1, size, stream) != size ||
		    fclose(stream) != 0) {
			perror(path);
			return 1;
		}
	}
	return 0;
}
