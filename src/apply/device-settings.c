/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "apply/device-settings.h"

#include <fcntl.h>

#include "base/log.h"
#include "facts/nic.h"

/* EEE is one setting, so ethtool has no name for it. */
#define EEE_KEY "-"

static int read_features(const struct setting_target *target, struct setting **ret,
			 size_t *ret_n)
{
	return ethtool_get_features(target->ethtool, target->ifindex, ret, ret_n);
}

static int write_features(const struct setting_target *target,
			  const struct request *settings, size_t n)
{
	return ethtool_set_features(target->ethtool, target->ifindex, settings, n);
}

static int read_private_flags(const struct setting_target *target, struct setting **ret,
			      size_t *ret_n)
{
	return ethtool_get_private_flags(target->ethtool, target->ifindex, ret, ret_n);
}

static int write_private_flags(const struct setting_target *target,
			       const struct request *settings, size_t n)
{
	return ethtool_set_private_flags(target->ethtool, target->ifindex, settings, n);
}

static int read_eee(const struct setting_target *target, struct setting **ret,
		    size_t *ret_n)
{
	struct setting *flag;
	bool on;
	int r;

	r = ethtool_get_eee(target->ethtool, target->ifindex, &on);
	if (r < 0)
		return r;
	flag = calloc(1, sizeof(*flag));
	if (!flag)
		return -ENOMEM;
	flag->on = on;
	flag->name = strdup(EEE_KEY);
	if (!flag->name) {
		free(flag);
		return -ENOMEM;
	}
	*ret = flag;
	*ret_n = 1;
	return 0;
}

static int write_eee(const struct setting_target *target, const struct request *settings,
		     size_t n)
{
	return n ? ethtool_set_eee(target->ethtool, target->ifindex, settings[0].on) : 0;
}

static int read_aspm(const struct setting_target *target, struct setting **ret,
		     size_t *ret_n)
{
	return nic_read_aspm(target->env, target->slot, ret, ret_n);
}

static int write_aspm_file(const struct setting_target *target,
			   const struct request *setting)
{
	_cleanup_close_ int fd = -1;
	char path[PATH_MAX];
	int r;

	r = env_path(path, target->env, ENV_SYS, "bus/pci/devices/%s/link/%s",
		     target->slot, setting->name);
	if (r < 0)
		return r;
	fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return -errno;
	return write(fd, setting->on ? "1" : "0", 1) == 1 ? 0 : -errno;
}

static int write_aspm(const struct setting_target *target, const struct request *settings,
		      size_t n)
{
	int r = 0;

	for (size_t i = 0; i < n; i++) {
		int error = write_aspm_file(target, &settings[i]);

		if (error < 0)
			r = error;
	}
	return r;
}

static const struct {
	int (*read)(const struct setting_target *target, struct setting **ret,
		    size_t *ret_n);
	int (*write)(const struct setting_target *target, const struct request *settings,
		     size_t n);
} kinds[ACTION_TYPE_MAX] = {
	[ACTION_FEATURE] = { read_features, write_features },
	[ACTION_PRIVATE_FLAG] = { read_private_flags, write_private_flags },
	[ACTION_EEE] = { read_eee, write_eee },
	[ACTION_ASPM] = { read_aspm, write_aspm },
};

const char *setting_key(enum action_type type, const char *name)
{
	return type == ACTION_EEE ? EEE_KEY : name;
}

int setting_read(const struct setting_target *target, enum action_type type,
		 struct setting **ret, size_t *ret_n)
{
	return kinds[type].read(target, ret, ret_n);
}

/* An answer that speaks of one setting, so that the others are worth a try of their own.
 */
static bool is_about_one(int r)
{
	return r < 0 && r != -ENODEV && r != -EPERM && r != -EACCES && r != -ETIMEDOUT;
}

/* One request for all of them. */
static int write_together(const struct setting_target *target, enum action_type type,
			  const struct request *settings, size_t n)
{
	int r = kinds[type].write(target, settings, n);

	for (size_t i = 0; i < n && log_debug_is_on(); i++)
		log_debug("%s: asked for %s %s %s: %s", target->slot,
			  action_type_name(type), settings[i].name,
			  on_off(settings[i].on), r < 0 ? strerror(-r) : "accepted");
	return r;
}

int setting_write(const struct setting_target *target, enum action_type type,
		  const struct request *settings, size_t n)
{
	int r = write_together(target, type, settings, n);

	if (n < 2 || !is_about_one(r))
		return r;
	r = 0;
	for (size_t i = 0; i < n; i++) {
		int error = write_together(target, type, &settings[i], 1);

		if (error < 0)
			r = error;
	}
	return r;
}
