/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an image has in the place of the command: the two verbs that udev's rule runs
 * there, without the libraries that only other verbs need (see module-stand-ins.c).
 */
#include "base/log.h"
#include "base/process.h"
#include "base/terminal.h"
#include "cmd/cmd.h"

int main(int argc, char **argv)
{
	static const struct command verbs[] = {
		{ .name = "udev-pci", .run = cmd_udev_pci },
		{ .name = "load", .run = cmd_load },
	};
	struct options options = { 0 };

	process_begin();
	terminal_guard();
	if (argc > 2 && streq(argv[1], "--root")) {
		options.env.root = argv[2];
		argv += 2;
		argc -= 2;
	}
	for (size_t i = 0; i < ARRAY_SIZE(verbs) && argc > 1 && argc <= 3; i++)
		if (streq(argv[1], verbs[i].name))
			return verbs[i].run(&options, argc - 2, argv + 2);
	fputs("Usage: nicquirk [--root DIR] udev-pci [SLOT]\n"
	      "       nicquirk load PATH|ALIAS\n"
	      "That is all of it in an image; the real root has the rest.\n",
	      terminal_errors());
	return EXIT_UNUSABLE;
}
