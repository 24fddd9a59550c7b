/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * What every program of ours does first. Opens those of the descriptors 0 to 2 that are
 * closed, so that no file of ours gets their numbers and with it what is meant for a
 * person; they can be neither read nor written. Makes a limit on the size of files an
 * error like others, and no reason to die.
 */
void process_begin(void);

/* Its two parts: the udev helper does the second only before it writes a file. */
void process_open_descriptors(void);
void process_survive_limits(void);
