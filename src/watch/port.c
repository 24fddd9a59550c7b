/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/port.h"

#include <time.h>

#include "base/array.h"
#include "base/atomic-file.h"
#include "base/permissions.h"
#include "base/regular-file.h"
#include "netlink/ethtool.h"

#define MARKER_MAX (16 << 20) /* bytes: a router has many routes */

/* A card that has just been taken down may need a moment until it can be raised. */
#define RAISE_TRIES    10
#define RAISE_PAUSE_MS 200

static int marker_path(const struct env *env, char path[static PATH_MAX])
{
	return env_path(path, env, ENV_RUN, "recovering");
}

static int write_marker(const struct env *env, unsigned ifindex,
			const struct network_state *state)
{
	_cleanup_free_ char *text = NULL;
	char path[PATH_MAX], *stream_text = NULL;
	size_t size;
	FILE *stream;
	int r;

	r = permissions_make_env_dir(env, ENV_RUN);
	if (r >= 0)
		r = marker_path(env, path);
	if (r < 0)
		return r;
	stream = open_memstream(&stream_text, &size);
	if (!stream)
		return -ENOMEM;
	fprintf(stream, "port %u\n", ifindex);
	r = network_state_print(state, stream);
	if (r < 0) {
		fclose(stream);
		free(stream_text);
		return r;
	}
	r = memstream_close(stream, &stream_text, &text);
	return r < 0 ? r : atomic_file_write(path, text);
}

static int remove_marker(const struct env *env)
{
	char path[PATH_MAX];
	int r;

	r = marker_path(env, path);
	if (r < 0)
		return r;
	return unlink(path) < 0 && errno != ENOENT ? -errno : 0;
}

static int raise_port(struct rtnl *rtnl, unsigned ifindex)
{
	static const struct timespec pause = { .tv_nsec = RAISE_PAUSE_MS * 1000000L };
	int r = -EIO;

	for (unsigned i = 0; i < RAISE_TRIES && r < 0 && r != -ENODEV; i++) {
		if (i)
			nanosleep(&pause, NULL);
		r = rtnl_set_up(rtnl, ifindex, true);
	}
	return r;
}

/* What a line of a small file of another program says: KEY=VALUE. */
static bool has_line(const char *text, const char *line)
{
	const size_t length = strlen(line);

	for (const char *at = text; at; at = strchr(at, '\n')) {
		at += *at == '\n';
		if (strncmp(at, line, length) == 0 && strchr("\n", at[length]))
			return true;
	}
	return false;
}

static bool has_manager(const struct link *link, void *data)
{
	const struct env *env = data;
	_cleanup_free_ char *networkd = NULL, *manager = NULL;

	if (env_read(env, ENV_ROOT, &networkd, "run/systemd/netif/links/%u",
		     link->ifindex) == 0 &&
	    !has_line(networkd, "ADMIN_STATE=unmanaged"))
		return true;
	return env_read(env, ENV_ROOT, &manager, "run/NetworkManager/devices/%u",
			link->ifindex) == 0 &&
	       has_line(manager, "managed=true");
}

int port_settle(const struct env *env, struct rtnl *rtnl,
		const struct network_state *saved)
{
	struct env copy = *env;

	return network_state_restore(rtnl, saved, has_manager, &copy);
}

int port_bounce(const struct env *env, struct rtnl *rtnl, unsigned ifindex,
		struct network_state *saved)
{
	int r;

	network_state_clear(saved);
	r = network_state_read(rtnl, ifindex, saved);
	if (r >= 0)
		r = write_marker(env, ifindex, saved);
	if (r >= 0)
		r = rtnl_set_up(rtnl, ifindex, false);
	if (r < 0) {
		(void)!remove_marker(env);
		return r;
	}
	r = raise_port(rtnl, ifindex);
	if (r < 0)
		return r;
	/* Goes on after a failure, and is done once more when the link is up. */
	r = port_settle(env, rtnl, saved);
	if (r == -ENOMEM)
		return r;
	return remove_marker(env);
}

static int read_marker(const struct env *env, unsigned *ret_ifindex,
		       struct network_state *ret)
{
	_cleanup_fclose_ FILE *file = NULL;
	_cleanup_free_ char *line = NULL;
	char path[PATH_MAX];
	size_t size = 0;
	int r;

	r = marker_path(env, path);
	if (r < 0)
		return r;
	if (env_is_live(env) && !permissions_check(path, NULL))
		return -EPERM;
	r = regular_file_open(path, MARKER_MAX, &file);
	if (r < 0)
		return r;
	*ret_ifindex = 0;
	while (getline(&line, &size, file) > 0) {
		if (sscanf(line, "port %u", ret_ifindex) == 1)
			continue;
		/* What is damaged is left out: the port is to be raised in any case. */
		r = network_state_parse_line(ret, line);
		if (r == -ENOMEM)
			return r;
	}
	return 0;
}

/* An ifindex is used once only: the interface of that number is the one that was taken
 * down. */
int port_raise_left(const struct env *env, struct rtnl *rtnl, char **ret_name)
{
	_cleanup_(network_state_clear) struct network_state saved = { 0 };
	struct link link;
	unsigned ifindex;
	char *name;
	int r;

	r = read_marker(env, &ifindex, &saved);
	if (r < 0)
		return r == -ENOENT ? 0 : r;
	r = rtnl_get_link(rtnl, ifindex, &link);
	if (r == -ENODEV || ifindex == 0)
		return remove_marker(env);
	if (r >= 0)
		r = raise_port(rtnl, ifindex);
	if (r < 0)
		return r;
	name = strdup(link.name);
	if (!name)
		return -ENOMEM;
	r = port_settle(env, rtnl, &saved);
	if (r != -ENOMEM)
		r = remove_marker(env);
	if (r < 0) {
		free(name);
		return r;
	}
	*ret_name = name;
	return 1;
}

static bool has_waiting(const struct env *env, const char *name)
{
	_cleanup_(strings_clear) struct strings queues = { 0 };
	bool waiting = false;

	if (env_list(env, ENV_SYS, &queues, "class/net/%s/queues", name) < 0)
		return false;
	for (size_t i = 0; i < queues.n; i++) {
		_cleanup_free_ char *text = NULL;

		if (env_read(env, ENV_SYS, &text,
			     "class/net/%s/queues/%s/byte_queue_limits/inflight", name,
			     queues.list[i]) == 0)
			waiting |= !streq(text, "0");
	}
	return waiting;
}

int port_take_rung(const struct env *env, struct rtnl *rtnl, unsigned ifindex,
		   enum recovery_order order, struct network_state *saved)
{
	return order == ORDER_RESET ? ethtool_restart(ifindex)
				    : port_bounce(env, rtnl, ifindex, saved);
}

bool port_look(const struct env *env, struct rtnl *rtnl, unsigned ifindex,
	       uint64_t tx_packets, struct recovery_progress *ret)
{
	struct link link;

	*ret = (struct recovery_progress){ 0 };
	if (rtnl_get_link(rtnl, ifindex, &link) < 0)
		return false;
	ret->carrier = link.carrier;
	ret->is_stuck = link.tx_packets == tx_packets && has_waiting(env, link.name);
	return true;
}
