/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * Sends STATE ("READY=1", "STATUS=...") to systemd, where it started this program
 * (sd_notify(3)): without a library for so little. What fails is ignored: nobody waits
 * for it then.
 */
void notify_systemd(const char *state);
