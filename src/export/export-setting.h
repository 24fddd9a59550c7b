/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "export/export.h"

/* What the programs call an offload; NULL: they have no word for it. */
struct export_offload {
	const char *asked; /* by the quirk, and how ethtool calls it */
	const char *link[3];
	const char *ifupdown2; /* only where its addon can be relied on */
	const char *nm[6];
};

/* A setting that a plan wants of a card, once a card. */
struct export_setting {
	const struct quirk *quirk;
	enum action_type type; /* a feature, a private flag, EEE or ASPM */
	const char *name;      /* NULL for EEE */
	bool on;
	const struct export_offload *offload; /* NULL: only ethtool knows it */
};

/* Called for each setting. */
typedef void export_printer(FILE *stream, const struct nic *nic,
			    const struct export_setting *setting);

/* Whether anything is to be set on the card. */
bool export_has_settings(const struct plan_card *card);

/* Calls PRINT for each setting of the card, in the order of the database. */
void export_settings(FILE *stream, const struct plan_card *card, export_printer *print);

/* Writes why: the card, and of each quirk that asks for something its title and
 * references. */
void export_reasons(FILE *stream, const struct plan_card *card, const char *indent);

/* Writes the arguments of ethtool that make the setting on DEVICE; false for ASPM, which
 * ethtool has not. */
bool export_ethtool(FILE *stream, const struct export_setting *setting,
		    const char *device);

/* Writes as a comment that a format cannot express the setting, and which can. */
void export_cannot(FILE *stream, const struct export_setting *setting);

/* Called for each module that is to be kept out. */
typedef void export_blacklist_printer(FILE *stream, const char *name, const char *reason);

/* Whether there is one. */
bool export_keeps_out(const struct plan *plan);

/* Calls PRINT for each such module, once. */
void export_blacklists(FILE *stream, const struct plan *plan,
		       export_blacklist_printer *print);

/* What writes each format: as in struct export_format. */
export_writer export_link;
export_writer export_networkd;
export_writer export_ifupdown;
export_writer export_ifupdown2;
export_writer export_nm;
export_writer export_udev;
export_writer export_nixos;
export_writer export_talos;
export_writer export_modprobe;
export_writer export_depmod;
