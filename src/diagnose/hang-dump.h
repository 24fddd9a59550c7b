/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"

/*
 * What a driver prints of a transmit unit that hangs: e1000_print_hw_hang() of e1000e,
 * igb_clean_tx_irq(), igc_clean_tx_irq(). One message of several lines.
 */
struct hang_dump {
	int64_t mac_status;  /* e1000e's STATUS register; -1: the dump has none */
	uint64_t time_stamp; /* in jiffies, of the packet that is stuck; 0: none */
	uint64_t jiffies;    /* when the dump was made; 0: none */
};

/* Reads what is there of the dump, with newlines as they are or as /dev/kmsg writes them.
 */
void hang_dump_parse(const char *text, size_t length, struct hang_dump *ret);

/* Whether a line of a log is one of the dump: "  TDH                  <8b>". */
bool hang_dump_is_line(const char *text, size_t length);

enum hang_verdict {
	HANG_REAL,
	HANG_UNKNOWN, /* neither the dump nor the log says how the link was */
	HANG_NO_LINK,
	HANG_PAUSED, /* the other end's PAUSE frames keep the card from sending */
	HANG_SLOW,   /* 10 Mb/s: a bad cable, or the other end is asleep */
	HANG_CARD_GONE,
	HANG_EMULATED, /* a virtual machine's card */
	HANG_VERDICTS,
};

/*
 * Whether the transmit unit hangs by itself, by the dump's STATUS register, else by the
 * link's SPEED in Mb/s (0: no link, -1: unknown).
 */
enum hang_verdict hang_dump_judge(const struct hang_dump *dump, int speed);

/* Why a hang of that verdict does not count, for a message; NULL for HANG_REAL. */
const char *hang_verdict_text(enum hang_verdict verdict);
