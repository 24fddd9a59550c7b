/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/load-target.h"

#include "base/log.h"
#include "base/terminal.h"
#include "watch/iperf.h"

bool load_is_possible(const struct options *options, const char *verb)
{
	if (options->facts_file || !env_is_live(&options->env))
		log_stderr("%s looks at this host alone", verb);
	else if (geteuid() != 0)
		log_stderr("%s needs root: it brings a port that hangs back", verb);
	else if (iperf_find() < 0)
		log_stderr("%s needs iperf3: apt install iperf3", verb);
	else
		return true;
	return false;
}

static bool find_port(struct load_target *target, const char *name)
{
	const struct plan *plan = target->context.plan;

	for (size_t i = 0; i < plan->n_cards; i++)
		for (size_t j = 0; j < plan->cards[i].nic->n_ifaces; j++)
			if (streq(plan->cards[i].nic->ifaces[j].name, name)) {
				target->card = &plan->cards[i];
				target->iface = &plan->cards[i].nic->ifaces[j];
				return true;
			}
	log_stderr("no PCI network card has an interface '%s'", name);
	return false;
}

static bool check_server(struct load_target *target, const char *text)
{
	const char *name = target->iface->name;
	char other[IFNAMSIZ] = "?";
	unsigned ifindex = 0;
	int r;

	r = server_find(text, &target->server);
	if (r == -EINVAL)
		log_stderr("--server takes HOST or HOST:PORT, not '%s'", text);
	else if (r < 0)
		log_stderr("'%s' has no address",
			   target->server.host[0] ? target->server.host : text);
	if (r < 0)
		return false;
	r = server_check_route(&target->server, target->rtnl, target->iface->ifindex,
			       &ifindex);
	if (r == -EXDEV) {
		if_indextoname(ifindex, other);
		log_stderr("traffic to %s leaves by %s and not by %s",
			   target->server.host, other, name);
	} else if (r < 0) {
		log_stderr("no way to %s: %s", target->server.host, strerror(-r));
	}
	return r >= 0;
}

int load_target_find(const struct options *options, const char *name, const char *server,
		     struct load_target *ret)
{
	_cleanup_(load_target_clear) struct load_target target = { 0 };
	int r;

	r = context_load(options, SCAN_LINKS, &target.context);
	if (r < 0)
		return r;
	if (!find_port(&target, name))
		return -ENODEV;
	r = rtnl_open(&target.rtnl);
	if (r < 0) {
		log_stderr("route netlink: %s", strerror(-r));
		return r;
	}
	if (!check_server(&target, server))
		return -EINVAL;
	*ret = target;
	target = (struct load_target){ 0 };
	return 0;
}

bool load_is_agreed(const struct options *options, const char *verb, const char *what)
{
	char answer[16];

	if (options->yes)
		return true;
	if (!isatty(STDIN_FILENO)) {
		log_stderr("%s asks before it begins: give --yes where nobody can answer",
			   verb);
		return false;
	}
	fprintf(terminal_errors(), "%s Begin? [y/N] ", what);
	fflush(terminal_errors());
	return fgets(answer, sizeof(answer), stdin) && (*answer == 'y' || *answer == 'Y');
}

struct verify_request load_target_request(const struct options *options,
					  const struct load_target *target)
{
	return (struct verify_request){
		.env = &options->env,
		.rtnl = target->rtnl,
		.slot = target->card->nic->slot,
		.driver = target->card->nic->driver,
		.interface = target->iface->name,
		.ifindex = target->iface->ifindex,
		.bridge = target->iface->master,
		.host = target->server.host,
		.port = *target->server.port ? target->server.port : NULL,
		.has_ipv4 = target->server.has_ipv4,
		.has_ipv6 = target->server.has_ipv6,
		.bytes = options->bytes,
		.streams = options->streams,
		.seconds = options->time,
		.guest = options->guest,
	};
}

void load_target_clear(struct load_target *target)
{
	rtnl_close(target->rtnl);
	context_clear(&target->context);
}
