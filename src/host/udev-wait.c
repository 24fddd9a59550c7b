/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/udev-wait.h"

#include <libudev.h>
#include <poll.h>

#include "base/clock.h"
#include "base/log.h"

static void udev_unrefp(struct udev **udev)
{
	udev_unref(*udev);
}

static void udev_device_unrefp(struct udev_device **device)
{
	udev_device_unref(*device);
}

static void udev_monitor_unrefp(struct udev_monitor **monitor)
{
	udev_monitor_unref(*monitor);
}

static bool is_initialized(struct udev *udev, const char *interface)
{
	_cleanup_(udev_device_unrefp) struct udev_device *device = NULL;

	/* An interface that has gone meanwhile is not initialized: its next name will
	 * be. */
	device = udev_device_new_from_subsystem_sysname(udev, "net", interface);
	return device && udev_device_get_is_initialized(device) > 0;
}

static bool is_ready(const struct env *env, struct udev *udev, const char *slot)
{
	struct strings names = { 0 };
	bool ready;

	if (env_list(env, ENV_SYS, &names, "bus/pci/devices/%s/net", slot) < 0)
		return false;
	ready = names.n > 0;
	for (size_t i = 0; i < names.n && ready; i++)
		ready = is_initialized(udev, names.list[i]);
	log_debug("%s: %zu interfaces, %s", slot, names.n,
		  ready ? "all known to udev" : "waited for");
	strings_clear(&names);
	return ready;
}

static bool are_ready(const struct env *env, struct udev *udev,
		      const struct strings *slots)
{
	for (size_t i = 0; i < slots->n; i++)
		if (!is_ready(env, udev, slots->list[i]))
			return false;
	return true;
}

static int open_monitor(struct udev *udev, struct udev_monitor **ret)
{
	_cleanup_(udev_monitor_unrefp) struct udev_monitor *monitor = NULL;
	int r;

	monitor = udev_monitor_new_from_netlink(udev, "udev");
	if (!monitor)
		return -errno;
	r = udev_monitor_filter_add_match_subsystem_devtype(monitor, "net", NULL);
	if (r >= 0)
		r = udev_monitor_enable_receiving(monitor);
	if (r < 0)
		return r;
	*ret = TAKE_PTR(monitor);
	return 0;
}

int udev_wait(const struct env *env, const struct strings *slots, unsigned seconds)
{
	_cleanup_(udev_monitor_unrefp) struct udev_monitor *monitor = NULL;
	_cleanup_(udev_unrefp) struct udev *udev = NULL;
	int64_t deadline = clock_ms() + (int64_t)seconds * 1000, left;
	struct pollfd events = { .events = POLLIN };
	int r;

	udev = udev_new();
	if (!udev)
		return -ENOMEM;
	/* First listen, then look: what comes in between is then not missed. */
	r = open_monitor(udev, &monitor);
	if (r < 0)
		return r;
	events.fd = udev_monitor_get_fd(monitor);
	while (!are_ready(env, udev, slots)) {
		left = deadline - clock_ms();
		if (left <= 0)
			return -ETIMEDOUT;
		r = poll(&events, 1, (int)left);
		if (r < 0 && errno != EINTR)
			return -errno;
		/* What the event says does not matter: the state is looked at anew. */
		if (r > 0)
			udev_device_unref(udev_monitor_receive_device(monitor));
	}
	return 0;
}

int udev_property(const char *interface, const char *property, char **ret)
{
	_cleanup_(udev_device_unrefp) struct udev_device *device = NULL;
	_cleanup_(udev_unrefp) struct udev *udev = udev_new();
	const char *value;

	if (!udev)
		return -ENOMEM;
	device = udev_device_new_from_subsystem_sysname(udev, "net", interface);
	value = device ? udev_device_get_property_value(device, property) : NULL;
	if (!value)
		return -ENOENT;
	*ret = strdup(value);
	return *ret ? 0 : -ENOMEM;
}
