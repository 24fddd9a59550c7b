/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * Gives memory back that is not needed while nothing happens: of the heap, and the pages
 * of program and libraries that are as on the disk. What is used again is read from there
 * again.
 */
void memory_trim(void);
