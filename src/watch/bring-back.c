/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/bring-back.h"

#include <poll.h>
#include <time.h>

#include "netlink/monitor.h"
#include "watch/port.h"
#include "watch/recovery.h"

/* A port that is being brought back. */
struct rescue {
	const struct env *env;
	struct rtnl *rtnl;
	unsigned ifindex;
	struct recovery recovery;
	struct network_state saved;
	uint64_t tx_packets; /* when the last rung was taken */
};

static int64_t boottime_usec(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
}

static int take_rung(struct rescue *rescue, enum recovery_order order)
{
	struct link link;
	int r = rtnl_get_link(rescue->rtnl, rescue->ifindex, &link);

	if (r < 0)
		return r;
	rescue->tx_packets = link.tx_packets;
	r = port_take_rung(rescue->env, rescue->rtnl, rescue->ifindex, order,
			   &rescue->saved);
	recovery_taken(&rescue->recovery, order, boottime_usec());
	return r;
}

static void note_link(enum monitor_event event, const struct link *link, void *data)
{
	struct rescue *rescue = data;

	if (event == MONITOR_LINK && link->ifindex == rescue->ifindex)
		recovery_link(&rescue->recovery, link->carrier, boottime_usec());
}

static enum recovery_order ask_again(struct rescue *rescue)
{
	struct recovery_progress progress;

	/* One that is gone has no link. */
	(void)!port_look(rescue->env, rescue->rtnl, rescue->ifindex, rescue->tx_packets,
			 &progress);
	return recovery_timeout(&rescue->recovery, &progress, boottime_usec());
}

/* Waits for the link or the deadline; what is to be done then. */
static enum recovery_order await_order(struct rescue *rescue, struct monitor *monitor)
{
	int64_t left = rescue->recovery.deadline - boottime_usec();
	struct pollfd fd = { .fd = monitor_fd(monitor), .events = POLLIN };

	if (left <= 0)
		return ask_again(rescue);
	if (poll(&fd, 1, (int)(left / 1000) + 1) > 0 &&
	    monitor_read(monitor, note_link, rescue) < 0)
		return ORDER_FAILED;
	return ORDER_NONE;
}

static int climb(struct rescue *rescue, struct monitor *monitor)
{
	/* Whoever calls has seen the hang confirmed. */
	enum recovery_order order =
		recovery_line(&rescue->recovery, true, boottime_usec());
	int r;

	for (;;) {
		switch (order) {
		case ORDER_PROVEN:
			r = port_settle(rescue->env, rescue->rtnl, &rescue->saved);
			return r < 0 ? r : 0;
		case ORDER_FAILED:
			return -EIO;
		case ORDER_RESET:
		case ORDER_BOUNCE:
			/* A rung that fails is followed by the next one. */
			if (take_rung(rescue, order) == -ENODEV)
				return -ENODEV;
			break;
		case ORDER_NONE:
			break;
		}
		order = await_order(rescue, monitor);
	}
}

int bring_back(const struct env *env, struct rtnl *rtnl, unsigned ifindex,
	       const char *driver)
{
	struct rescue rescue = { .env = env, .rtnl = rtnl, .ifindex = ifindex };
	struct monitor monitor = { 0 };
	int r;

	if (!recovery_init(&rescue.recovery, driver))
		return -EOPNOTSUPP;
	rescue.recovery.never_resets = true;
	r = monitor_open_links(&monitor);
	if (r < 0)
		return r;
	r = climb(&rescue, &monitor);
	monitor_close(&monitor);
	network_state_clear(&rescue.saved);
	return r;
}
