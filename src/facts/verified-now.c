/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts/verified-now.h"

#include "base/array.h"

/* The features on which it depends what a card has to do. */
static const char *const features[] = {
	"tx-tcp-segmentation",
	"tx-tcp6-segmentation",
	"tx-generic-segmentation",
	"tx-scatter-gather",
	"tx-checksum-ip-generic",
	"tx-checksum-ipv4",
	"tx-checksum-ipv6",
	"tx-vlan-hw-insert",
	"rx-checksum",
	"rx-gro",
	"rx-lro",
	"rx-vlan-hw-parse",
	"rx-ntuple-filter",
};

static int add_verified_settings(const struct iface *iface, struct verified *verified)
{
	for (size_t i = 0; i < ARRAY_SIZE(features); i++) {
		const struct setting *feature =
			setting_find(iface->features, iface->n_features, features[i]);

		if (feature && settings_add(&verified->settings, &verified->n_settings,
					    features[i], feature->on) < 0)
			return -ENOMEM;
	}
	if (iface->eee != EEE_ON && iface->eee != EEE_OFF)
		return 0;
	return settings_add(&verified->settings, &verified->n_settings, "eee",
			    iface->eee == EEE_ON);
}

int verified_describe(const struct facts *facts, const struct nic *nic,
		      const struct iface *iface, struct verified *ret)
{
	const struct driver driver = facts_driver(facts, nic);
	struct verified verified = { .driver_origin = driver.origin, .time = -1 };

	verified.kernel = facts->kernel ? strdup(facts->kernel) : NULL;
	verified.driver_version = driver.version ? strdup(driver.version) : NULL;
	if ((facts->kernel && !verified.kernel) ||
	    (driver.version && !verified.driver_version) ||
	    add_verified_settings(iface, &verified) < 0) {
		verified_clear(&verified);
		return -ENOMEM;
	}
	*ret = verified;
	return 0;
}

static bool is_text_equal(const char *a, const char *b)
{
	return streq(a ?: "", b ?: "");
}

static bool has_setting(const struct iface *iface, const struct setting *setting)
{
	const struct setting *feature;

	if (streq(setting->name, "eee"))
		return iface->eee == (setting->on ? EEE_ON : EEE_OFF);
	feature = setting_find(iface->features, iface->n_features, setting->name);
	return feature && feature->on == setting->on;
}

bool verified_is_current(const struct facts *facts, const struct nic *nic,
			 const struct verified *verified)
{
	const struct driver driver = facts_driver(facts, nic);

	if (!is_text_equal(verified->kernel, facts->kernel) ||
	    !is_text_equal(verified->driver_version, driver.version) ||
	    verified->driver_origin != driver.origin || nic->n_ifaces == 0)
		return false;
	for (size_t i = 0; i < verified->n_settings; i++)
		if (!has_setting(&nic->ifaces[0], &verified->settings[i]))
			return false;
	return true;
}
