/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/array.h"
#include "base/macro.h"
#include "facts/incident.h"
#include "facts/verified.h"
#include "netlink/setting.h"
#include "quirk/quirk.h"

/* What a host has. A NULL string, a -1 and an UNKNOWN are facts that nobody knows. */

enum eee { EEE_UNKNOWN, EEE_UNSUPPORTED, EEE_OFF, EEE_ON, EEE_MAX };

/* What an earlier apply did to a setting, as it stands in its record. */
struct change {
	enum action_type type;
	char *name; /* NULL for EEE */
	bool old;   /* what it found */
	bool asked;
	bool granted; /* what it read back was what it had asked for */
	int64_t time; /* when, in seconds since 1970; -1: unknown */
};

struct changes {
	struct change *list;
	size_t n;
};

struct iface {
	char *name;
	unsigned ifindex; /* 0: unknown */
	char *firmware;
	char *master; /* the bridge or bond that it is enslaved to; NULL: none */
	struct setting *features;
	size_t n_features;
	bool features_known;
	struct setting *private_flags;
	size_t n_private_flags;
	bool private_flags_known;
	enum eee eee;
	struct changes changes;
};

struct nic {
	char *slot;
	int32_t vendor, device, subsystem_vendor, subsystem_device, revision, class;
	char *name;	      /* from pci.ids */
	char *driver;	      /* NULL: none is bound, or nobody knows */
	struct setting *aspm; /* the files of its link/ folder */
	size_t n_aspm;
	bool aspm_known;
	/* Of the function itself: ASPM. Where it has no interface here, as that may be in
	 * another network namespace, what is recorded of the interface as well. */
	struct changes changes;
	struct incidents incidents;    /* what the kernel log showed of this very card */
	size_t n_replaced_incidents;   /* of another card that was in its slot */
	struct verified_list verified; /* what tests under load came to */
	struct iface *ifaces;
	size_t n_ifaces;
};

/* A module file on disk. */
struct build {
	char *path; /* below the release's module folder, unless it begins with a slash */
	char *version;
	enum origin origin;
	char *srcversion;
	char *vermagic;
	char *build_id; /* in hex; NULL: unknown, as of each compressed file */
	char *depends;	/* modules, parted by commas */
	bool preferred; /* the one that modules.dep names */
	/* The file is damaged, or was not read in time: its path is all that is known. */
	bool unreadable;
	bool has_symbol_versions; /* each symbol that it needs has a version */
	struct strings aliases;
	bool aliases_known;
};

struct module {
	char *name;
	bool is_loaded;
	char *version; /* of the loaded one */
	enum origin origin;
	char *srcversion;
	char *build_id;
	struct build *builds;
	size_t n_builds;
};

enum transport { TRANSPORT_UNKNOWN, TRANSPORT_LOCAL, TRANSPORT_NETWORK, TRANSPORT_MAX };

struct facts {
	char *kernel;	       /* the release */
	char *kernel_upstream; /* upstream version where the release hides it
				  (Debian's 6.1.0-NN) */
	char *cmdline;
	char *system_vendor, *system_product;
	char *root_source;
	enum transport root_transport;
	bool ethtool_missing; /* the kernel has no ethtool netlink, so no setting is known
			       */
	struct nic *nics;
	size_t n_nics;
	struct module *modules;
	size_t n_modules;
};

/* The module of that name ('-' and '_' are the same), or NULL where nothing is known of
 * it. */
const struct module *facts_module(const struct facts *facts, const char *name);

/* A driver as quirks speak of it: loaded, or a build that might be. */
struct driver {
	const char *name; /* NULL: none, or unknown */
	/* NULL: unknown; of an in-tree one without (since Linux 5.9), the kernel's. */
	const char *version;
	enum origin origin;
};

/* The driver that runs a card. */
struct driver facts_driver(const struct facts *facts, const struct nic *nic);

/* The loaded build of a module; all unknown where none is. */
struct driver facts_loaded_driver(const struct facts *facts, const struct module *module);

/* What the driver of a card would be with this build of a module. */
struct driver facts_build_driver(const struct facts *facts, const struct module *module,
				 const struct build *build);

/* Whether dkms has moved the build out of the folder that depmod reads. */
static inline bool build_is_archived(const struct build *build)
{
	return build->path && build->path[0] == '/';
}

/*
 * Whether a build on disk is the one that is loaded: by the build ID, else by srcversion,
 * of what is known of both, else by version and origin. It may be where these do not
 * differ as far as they are known; it is where they are the same.
 */
bool facts_build_may_be_running(const struct module *module, const struct build *build);
bool facts_build_is_running(const struct module *module, const struct build *build);

/* What the database needs to know of a card to leave out what cannot match it. */
struct quirk_card nic_quirk_card(const struct nic *nic);

/* The firmware of a card, as the first of its interfaces that knows it says; NULL:
 * unknown. */
const char *nic_firmware(const struct nic *nic);

/* "on", "off", "unsupported"; NULL: unknown. */
const char *eee_value(enum eee eee);

/* The change of a setting (NAME is ignored for EEE), or NULL. */
const struct change *change_find(const struct changes *changes, enum action_type type,
				 const char *name);

/* Free what the structure holds and leave it empty, as a fact-finder needs on its way
 * out. */
void changes_clear(struct changes *changes);
void nic_clear(struct nic *nic);
void build_clear(struct build *build);

/* Frees FACTS, which may be NULL; returns NULL. */
struct facts *facts_free(struct facts *facts);
DEFINE_CLEANUP(struct facts, facts_free)
