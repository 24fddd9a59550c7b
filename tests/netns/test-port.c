/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A port down and up, and what is left of it after a crash in between: on veth in a
 * namespace. */
#include "../unit/scratch.h"

#include "netlink/network-state.h"
#include "watch/port.h"

#define PORT "nq0"

struct fixture {
	void *scratch;
	struct rtnl *rtnl;
	unsigned port;
};

static struct scratch *scratch_of(void **state)
{
	return ((struct fixture *)*state)->scratch;
}

static void run(const char *command)
{
	assert_int_equal(system(command), 0);
}

static bool has_all(void)
{
	return system("ip -6 address show dev " PORT " | grep -q 2001:db8:1::2 &&"
		      "ip route show | grep -q '^default via 192.0.2.1 dev " PORT "' &&"
		      "ip -6 route show | grep -q '^default via 2001:db8:1::1 dev " PORT
		      "'") == 0;
}

static int setup(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	assert_int_equal(scratch_setup(&fixture->scratch), 0);
	run("ip link set lo up && ip link add " PORT " type veth peer name nq1 &&"
	    "ip link set nq1 up && ip link set " PORT " up &&"
	    "ip address add 192.0.2.2/24 dev " PORT " &&"
	    "ip address add 2001:db8:1::2/64 dev " PORT " nodad &&"
	    "ip route add default via 192.0.2.1 dev " PORT " &&"
	    "ip -6 route add default via 2001:db8:1::1 dev " PORT);
	assert_int_equal(rtnl_open(&fixture->rtnl), 0);
	fixture->port = if_nametoindex(PORT);
	*state = fixture;
	/* So that the folder is there. */
	scratch_write(fixture->scratch, ENV_RUN, "records/x", "");
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;

	rtnl_close(fixture->rtnl);
	scratch_teardown(&fixture->scratch);
	free(fixture);
	if (if_nametoindex(PORT))
		run("ip link delete " PORT);
	return 0;
}

static bool is_marked(struct scratch *scratch)
{
	char path[PATH_MAX];

	scratch_path(scratch, path, ENV_RUN, "recovering");
	return access(path, F_OK) == 0;
}

/* What a crash leaves between down and up. */
static void crash(struct fixture *fixture)
{
	_cleanup_(network_state_clear) struct network_state saved = { 0 };
	char *text = NULL;
	size_t size;
	FILE *stream;

	assert_int_equal(network_state_read(fixture->rtnl, fixture->port, &saved), 0);
	stream = open_memstream(&text, &size);
	assert_non_null(stream);
	fprintf(stream, "port %u\n", fixture->port);
	assert_int_equal(network_state_print(&saved, stream), 0);
	fclose(stream);
	scratch_write(fixture->scratch, ENV_RUN, "recovering", text);
	free(text);
	assert_int_equal(rtnl_set_up(fixture->rtnl, fixture->port, false), 0);
}

static void down_and_up_keeps_all(void **state)
{
	_cleanup_(network_state_clear) struct network_state saved = { 0 };
	struct fixture *fixture = *state;
	struct scratch *scratch = scratch_of(state);
	struct link link;

	assert_true(has_all());
	assert_int_equal(port_bounce(&scratch->env, fixture->rtnl, fixture->port, &saved),
			 0);
	assert_int_equal(rtnl_get_link(fixture->rtnl, fixture->port, &link), 0);
	assert_true(link.up);
	assert_true(has_all());
	assert_false(is_marked(scratch));
	assert_true(saved.n_messages > 3);
}

static void what_a_crash_leaves_is_raised(void **state)
{
	struct fixture *fixture = *state;
	struct scratch *scratch = scratch_of(state);
	_cleanup_free_ char *name = NULL;
	struct link link;

	crash(fixture);
	assert_false(has_all());
	assert_int_equal(port_raise_left(&scratch->env, fixture->rtnl, &name), 1);
	assert_string_equal(name, PORT);
	assert_int_equal(rtnl_get_link(fixture->rtnl, fixture->port, &link), 0);
	assert_true(link.up);
	assert_true(has_all());
	assert_false(is_marked(scratch));
}

static void a_renamed_port_is_raised(void **state)
{
	struct fixture *fixture = *state;
	struct scratch *scratch = scratch_of(state);
	_cleanup_free_ char *name = NULL;

	crash(fixture);
	run("ip link set " PORT " name nq9");
	assert_int_equal(port_raise_left(&scratch->env, fixture->rtnl, &name), 1);
	assert_string_equal(name, "nq9");
	run("ip -br link show nq9 | grep -w -q UP");
	run("ip link delete nq9");
}

static void a_port_that_is_gone_is_forgotten(void **state)
{
	struct fixture *fixture = *state;
	struct scratch *scratch = scratch_of(state);
	char *name = NULL;

	crash(fixture);
	run("ip link delete " PORT);
	assert_int_equal(port_raise_left(&scratch->env, fixture->rtnl, &name), 0);
	assert_false(is_marked(scratch));
}

static void nothing_is_left_in_most_cases(void **state)
{
	struct fixture *fixture = *state;
	char *name = NULL;

	assert_int_equal(port_raise_left(&scratch_of(state)->env, fixture->rtnl, &name),
			 0);
	assert_null(name);
}

/* Half a file, as after a power cut: the port is what matters. */
static void damage_does_not_keep_it_down(void **state)
{
	struct fixture *fixture = *state;
	struct scratch *scratch = scratch_of(state);
	_cleanup_free_ char *name = NULL, *text = NULL;

	assert_true(asprintf(&text, "port %u\nlink x\nmessage 12\nmess", fixture->port) >
		    0);
	scratch_write(scratch, ENV_RUN, "recovering", text);
	assert_int_equal(rtnl_set_up(fixture->rtnl, fixture->port, false), 0);
	assert_int_equal(port_raise_left(&scratch->env, fixture->rtnl, &name), 1);
	run("ip -br link show " PORT " | grep -w -q UP");
}

/* networkd and NetworkManager say in files of their own what they manage. */
static void a_manager_restores_by_itself(void **state)
{
	static const struct {
		const char *file, *text;
		bool managed;
	} rows[] = {
		{ "run/systemd/netif/links/%u", "ADMIN_STATE=configured\n", true },
		{ "run/systemd/netif/links/%u", "A=b\nADMIN_STATE=unmanaged\nC=d\n",
		  false },
		{ "run/NetworkManager/devices/%u", "[device]\nmanaged=true\n", true },
		{ "run/NetworkManager/devices/%u", "[device]\nmanaged=false\n", false },
	};
	struct fixture *fixture = *state;
	struct scratch *scratch = scratch_of(state);

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_(network_state_clear) struct network_state saved = { 0 };
		_cleanup_free_ char *file = NULL;
		char path[PATH_MAX];

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		assert_true(asprintf(&file, rows[i].file, fixture->port) > 0);
#pragma GCC diagnostic pop
		scratch_write(scratch, ENV_ROOT, file, rows[i].text);
		assert_int_equal(
			port_bounce(&scratch->env, fixture->rtnl, fixture->port, &saved),
			0);
		assert_int_equal(has_all(), !rows[i].managed);
		scratch_path(scratch, path, ENV_ROOT, file);
		assert_int_equal(unlink(path), 0);
		/* Nobody did, in this test. */
		assert_true(port_settle(&scratch->env, fixture->rtnl, &saved) >= 0);
		assert_true(has_all());
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(down_and_up_keeps_all),
		TEST(what_a_crash_leaves_is_raised),
		TEST(a_renamed_port_is_raised),
		TEST(a_port_that_is_gone_is_forgotten),
		TEST(nothing_is_left_in_most_cases),
		TEST(damage_does_not_keep_it_down),
		TEST(a_manager_restores_by_itself),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
