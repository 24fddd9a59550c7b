/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/guest.h"

#include "base/command.h"

#define NAME	   "nicquirk-verify"
#define BRIDGE_END "nicquirk-veth"
#define GUEST_END  "veth0"

static int run_ip(const char *const arguments[])
{
	int status = command_run(arguments);

	return status <= 0 ? status : -EIO;
}

#define IP(...) run_ip((const char *const[]){ "ip", __VA_ARGS__, NULL })

int guest_make(const char *bridge, const char *address)
{
	int r;

	guest_remove();
	if ((r = IP("netns", "add", NAME)) < 0 ||
	    (r = IP("link", "add", BRIDGE_END, "type", "veth", "peer", "name", GUEST_END,
		    "netns", NAME)) < 0 ||
	    (r = IP("link", "set", BRIDGE_END, "master", bridge, "up")) < 0 ||
	    (r = IP("-n", NAME, "address", "add", address, "dev", GUEST_END)) < 0 ||
	    (r = IP("-n", NAME, "link", "set", GUEST_END, "up")) < 0)
		guest_remove();
	return r;
}

void guest_remove(void)
{
	/* Each of them may not be there. */
	int failed = IP("link", "delete", BRIDGE_END);

	failed += IP("netns", "delete", NAME);
	(void)failed;
}
