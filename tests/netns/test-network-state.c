/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a port loses when it goes down, and what is put back: veth, VLANs and a bridge in
 * a namespace.
 */
#include "netlink/network-state.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/array.h"

#define PORT "nq0"

/*
 * What somebody has set: not what the kernel makes of it by itself, nor what is so for
 * the moment.
 */
#define SHOW                                                                             \
	"{ ip -o address show scope global; ip -4 route show table all;"                 \
	" ip -6 route show table all; ip neigh show nud permanent; ip -br link; }"       \
	" | awk '!/proto ra|^lo|^multicast|^ff00/ && (!/proto kernel/ || / via /)'"      \
	" | sed 's/valid_lft.*//; s/ tentative//; s/ linkdown//; s/ dead//;"             \
	" s/<.*//; s/ LOWERLAYERDOWN / UP /'"

struct fixture {
	struct rtnl *rtnl;
	unsigned port;
	bool has_vlan; /* of the kernel that runs the test; the boots have one in any case
			*/
};

static void run(const char *command)
{
	assert_int_equal(system(command), 0);
}

/* What the command prints; to be freed. */
static char *output(const char *command)
{
	FILE *stream = popen(command, "r");
	char *text = NULL;
	size_t size = 0;

	assert_non_null(stream);
	if (getdelim(&text, &size, '\0', stream) < 0) {
		free(text);
		text = strdup("");
	}
	pclose(stream);
	assert_non_null(text);
	return text;
}

static int setup(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	run("ip link set lo up");
	run("ip link add " PORT " type veth peer name nq1 && ip link set nq1 up");
	run("ip link add nqbr0 type bridge && ip link set nqbr0 up");
	run("ip link set " PORT " up");
	fixture->has_vlan = system("ip link add link " PORT
				   " name nq0.5 type vlan id 5 2>/dev/null") == 0;
	if (fixture->has_vlan)
		run("ip link set nq0.5 up && ip link add link " PORT
		    " name nq0.6 type vlan id 6");
	assert_int_equal(rtnl_open(&fixture->rtnl), 0);
	fixture->port = if_nametoindex(PORT);
	*state = fixture;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;

	rtnl_close(fixture->rtnl);
	free(fixture);
	run("ip link delete nqbr0; ip link delete " PORT
	    "; ip address flush dev lo scope global");
	return 0;
}

static void set_addresses(const struct fixture *fixture)
{
	run("ip address add 192.0.2.2/24 dev " PORT);
	run("ip address add 2001:db8:1::2/64 dev " PORT);
	run("ip route add default via 192.0.2.1 dev " PORT);
	run("ip route add 198.51.102.0/24 via 192.0.2.1 dev " PORT
	    " proto kernel onlink");
	run("ip route add 198.51.100.0/24 via 192.0.2.1 dev " PORT " metric 50");
	run("ip route add 203.0.113.0/24 table 77 nexthop via 192.0.2.7 dev " PORT
	    " nexthop via 192.0.2.8 dev " PORT);
	run("ip -6 route add default via 2001:db8:1::1 dev " PORT);
	run("ip -6 route add 2001:db8:2::/64 via fe80::1 dev " PORT " metric 7");
	run("ip neigh add 192.0.2.9 lladdr 02:00:00:00:00:09 dev " PORT);
	if (!fixture->has_vlan)
		return;
	run("ip address add 192.0.2.130/25 dev nq0.5");
	run("ip address add 2001:db8:5::2/64 dev nq0.5 nodad");
	run("ip route add 198.51.101.0/24 via 192.0.2.129 dev nq0.5");
	run("ip -6 route add 2001:db8:6::/64 via 2001:db8:5::1 dev nq0.5");
}

static void bounce(struct fixture *fixture)
{
	struct link link;

	assert_int_equal(rtnl_set_up(fixture->rtnl, fixture->port, false), 0);
	assert_int_equal(rtnl_get_link(fixture->rtnl, fixture->port, &link), 0);
	assert_false(link.up);
	assert_false(link.carrier);
	assert_int_equal(rtnl_set_up(fixture->rtnl, fixture->port, true), 0);
}

static void restore(struct fixture *fixture, const struct network_state *saved)
{
	assert_true(network_state_restore(fixture->rtnl, saved, NULL, NULL) > 0);
	/* All is there now: a second time there is nothing to do. */
	assert_int_equal(network_state_restore(fixture->rtnl, saved, NULL, NULL), 0);
}

static void puts_all_back(void **state)
{
	_cleanup_(network_state_clear) struct network_state saved = { 0 };
	struct fixture *fixture = *state;
	char *before, *lost, *after;

	set_addresses(fixture);
	assert_int_equal(network_state_read(fixture->rtnl, fixture->port, &saved), 0);
	before = output(SHOW);
	bounce(fixture);
	lost = output(SHOW);
	assert_string_not_equal(before, lost);
	restore(fixture, &saved);
	after = output(SHOW);
	assert_string_equal(before, after);
	free(before);
	free(lost);
	free(after);
}

static void outlives_the_process(void **state)
{
	_cleanup_(network_state_clear) struct network_state saved = { 0 }, read = { 0 };
	struct fixture *fixture = *state;
	char *before, *after, *text = NULL, *rest = NULL;
	size_t size;
	FILE *stream;

	set_addresses(fixture);
	assert_int_equal(network_state_read(fixture->rtnl, fixture->port, &saved), 0);
	stream = open_memstream(&text, &size);
	assert_non_null(stream);
	assert_int_equal(network_state_print(&saved, stream), 0);
	fclose(stream);
	before = output(SHOW);
	bounce(fixture);
	for (char *line = strtok_r(text, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest))
		assert_int_equal(network_state_parse_line(&read, line), 0);
	assert_int_equal(read.n_links, saved.n_links);
	assert_int_equal(read.n_messages, saved.n_messages);
	restore(fixture, &read);
	after = output(SHOW);
	assert_string_equal(before, after);
	free(before);
	free(after);
	free(text);
}

static void keeps_a_vlan_down(void **state)
{
	_cleanup_(network_state_clear) struct network_state saved = { 0 };
	struct fixture *fixture = *state;
	unsigned vlan = if_nametoindex("nq0.6");
	struct link link;

	if (!fixture->has_vlan) {
		printf("# this kernel has no VLANs\n");
		return;
	}
	assert_int_equal(network_state_read(fixture->rtnl, fixture->port, &saved), 0);
	bounce(fixture);
	assert_int_equal(rtnl_get_link(fixture->rtnl, vlan, &link), 0);
	assert_true(link.up);
	restore(fixture, &saved);
	assert_int_equal(rtnl_get_link(fixture->rtnl, vlan, &link), 0);
	assert_false(link.up);
	assert_int_equal(link.lower, fixture->port);
}

static void puts_the_master_back(void **state)
{
	_cleanup_(network_state_clear) struct network_state saved = { 0 };
	struct fixture *fixture = *state;
	struct link link;

	run("ip link set " PORT " master nqbr0");
	run("ip address add 192.0.2.2/24 dev nqbr0");
	run("ip route add default via 192.0.2.1 dev nqbr0");
	assert_int_equal(network_state_read(fixture->rtnl, fixture->port, &saved), 0);
	assert_non_null(network_state_link(&saved, if_nametoindex("nqbr0")));
	run("ip link set " PORT " nomaster");
	bounce(fixture);
	restore(fixture, &saved);
	assert_int_equal(rtnl_get_link(fixture->rtnl, fixture->port, &link), 0);
	assert_int_equal(link.master, if_nametoindex("nqbr0"));
	run("ip link set " PORT " nomaster");
}

static bool is_the_port(const struct link *link, void *data _unused_)
{
	return streq(link->name, PORT);
}

static void leaves_to_a_manager_what_it_manages(void **state)
{
	_cleanup_(network_state_clear) struct network_state saved = { 0 };
	struct fixture *fixture = *state;
	char *after;

	set_addresses(fixture);
	assert_int_equal(network_state_read(fixture->rtnl, fixture->port, &saved), 0);
	bounce(fixture);
	assert_true(network_state_restore(fixture->rtnl, &saved, is_the_port, NULL) >= 0);
	after = output(SHOW);
	assert_null(strstr(after, "default via"));
	assert_null(strstr(after, "2001:db8:1::2"));
	if (fixture->has_vlan)
		assert_non_null(strstr(after, "2001:db8:6::/64"));
	free(after);
}

static void other_interfaces_are_no_part_of_it(void **state)
{
	_cleanup_(network_state_clear) struct network_state saved = { 0 };
	struct fixture *fixture = *state;

	run("ip address add 192.0.2.77/32 dev lo");
	assert_int_equal(network_state_read(fixture->rtnl, fixture->port, &saved), 0);
	assert_null(network_state_link(&saved, if_nametoindex("lo")));
	assert_null(network_state_link(&saved, if_nametoindex("nqbr0")));
	assert_int_equal(saved.n_links, fixture->has_vlan ? 4 : 2);
}

static void says_that_the_port_is_gone(void **state)
{
	struct network_state saved = { 0 };
	struct fixture *fixture = *state;
	struct link link;

	assert_int_equal(network_state_read(fixture->rtnl, 9999, &saved), -ENODEV);
	assert_int_equal(rtnl_get_link(fixture->rtnl, 9999, &link), -ENODEV);
	assert_int_equal(rtnl_set_up(fixture->rtnl, 9999, true), -ENODEV);
}

static void refuses_damaged_lines(void **state _unused_)
{
	static const char *const lines[] = {
		"link 2",
		"link x 0 1 eth0",
		"message 00",
		"message zz",
		/* Of another length than it says, and of a kind that is never saved. */
		"message ff000000140000000000000000000000000000000000000000000000",
		"message 1c000000100000000000000000000000000000000000000000000000",
	};
	_cleanup_(network_state_clear) struct network_state saved = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		assert_int_equal(network_state_parse_line(&saved, lines[i]), -EBADMSG);
	assert_int_equal(saved.n_links + saved.n_messages, 0);
	assert_int_equal(network_state_parse_line(&saved, "port 2 0000:00:1f.6"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(puts_all_back, setup, teardown),
		cmocka_unit_test_setup_teardown(outlives_the_process, setup, teardown),
		cmocka_unit_test_setup_teardown(keeps_a_vlan_down, setup, teardown),
		cmocka_unit_test_setup_teardown(puts_the_master_back, setup, teardown),
		cmocka_unit_test_setup_teardown(leaves_to_a_manager_what_it_manages,
						setup, teardown),
		cmocka_unit_test_setup_teardown(other_interfaces_are_no_part_of_it, setup,
						teardown),
		cmocka_unit_test_setup_teardown(says_that_the_port_is_gone, setup,
						teardown),
		cmocka_unit_test(refuses_damaged_lines),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
