/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "netlink/setting.h"

#include "base/array.h"

const struct setting *setting_find(const struct setting *settings, size_t n,
				   const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (streq(settings[i].name, name))
			return &settings[i];
	return NULL;
}

const char *setting_value(const struct setting *setting)
{
	if (setting->fixed)
		return setting->on ? "on [fixed]" : "off [fixed]";
	if (setting->requested)
		return setting->on ? "on [requested off]" : "off [requested on]";
	return on_off(setting->on);
}

int settings_add(struct setting **settings, size_t *n, const char *name, bool on)
{
	struct setting *added = array_append(*settings, *n);

	if (!added)
		return -ENOMEM;
	added->on = on;
	added->name = strdup(name);
	return added->name ? 0 : -ENOMEM;
}

void settings_free(struct setting *settings, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(settings[i].name);
	free(settings);
}
