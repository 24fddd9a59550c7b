/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What happened to each card in a boot, and whether it was cured in time. */
#include "scratch.h"

#include <sys/mman.h>

#include "diagnose/timeline.h"

static struct timeline timeline;

/* The same lines as a file, of which most are passed over unread: nothing is missing. */
static void check_file(const char *const *lines, size_t n)
{
	static struct timeline read;
	_cleanup_(needles_freep) struct needles *needles = NULL;
	_cleanup_(log_reader_closep) struct log_reader *reader = NULL;
	const int fd = memfd_create("log", 0);
	char path[40];

	assert_true(fd >= 0);
	for (size_t i = 0; i < n; i++)
		dprintf(fd, "[%5zu.%zu00000] %s\n", (i + 1) / 10, (i + 1) % 10, lines[i]);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	assert_int_equal(timeline_needles(&needles), 0);
	assert_int_equal(log_reader_open(&(struct env){ 0 }, path, needles, &reader), 0);
	read = (struct timeline){ 0 };
	assert_int_equal(timeline_read(reader, needles, &read), 0);
	assert_memory_equal(&read, &timeline, sizeof(read));
	close(fd);
}

/* The lines of a log, a tenth of a second apart. */
static void read_lines(const char *const *lines, size_t n)
{
	timeline = (struct timeline){ 0 };
	for (size_t i = 0; i < n; i++)
		timeline_take(&timeline, lines[i], strlen(lines[i]),
			      (int64_t)(i + 1) * 100000);
	check_file(lines, n);
}

#define READ(...)                                                                        \
	read_lines((const char *const[]){ __VA_ARGS__ },                                 \
		   ARRAY_SIZE(((const char *const[]){ __VA_ARGS__ })))

#define APPEARS                                                                          \
	"e1000e 0000:00:19.0 eth0: (PCI Express:2.5GT/s:Width x1) 02:00:00:00:00:01"
#define CURE                                                                             \
	"nicquirk: eth0 (0000:00:19.0): e1000e-lpt-tso-hang step 1: "                    \
	"tx-tcp-segmentation off, tx-tcp6-segmentation off"
#define RENAMED "e1000e 0000:00:19.0 eno1: renamed from eth0"
#define BRIDGE	"vmbr0: port 1(eno1) entered blocking state"
#define LINK_UP                                                                          \
	"e1000e 0000:00:19.0 eno1: NIC Link is Up 1000 Mbps Full Duplex, "               \
	"Flow Control: Rx/Tx"

/* The verdict on the first card, and the types of its events as one text. */
static void check_card(enum timeline_verdict verdict, const char *events)
{
	const struct timeline_card *card = &timeline.cards[0];
	const struct timeline_event *cure, *taken;
	char text[300] = "";

	assert_int_equal(timeline.n_cards, 1);
	assert_int_equal(timeline_judge(card, &cure, &taken), verdict);
	for (size_t i = 0; i < card->n_events; i++) {
		strcat(text, i ? " " : "");
		strcat(text, timeline_event_name(card->events[i].type));
	}
	assert_string_equal(text, events);
}

static void a_card_is_followed_through_its_names(void **state)
{
	(void)state;
	READ(APPEARS, CURE, RENAMED, BRIDGE, LINK_UP, LINK_UP);
	check_card(TIMELINE_IN_TIME, "appeared cured renamed enslaved link-up");
	assert_string_equal(timeline.cards[0].interface, "eno1");
	assert_string_equal(timeline.cards[0].events[3].detail, "vmbr0");
	assert_int_equal(timeline.cards[0].events[3].time, 400000);
}

static void a_cure_after_the_bridge_is_late(void **state)
{
	(void)state;
	READ(APPEARS, RENAMED, BRIDGE,
	     "nicquirk: eno1 (0000:00:19.0): x step 1: gso off");
	check_card(TIMELINE_LATE, "appeared renamed enslaved cured");
}

static void a_bond_takes_a_card_as_well(void **state)
{
	(void)state;
	READ(APPEARS, CURE, RENAMED,
	     "bond0: (slave eno1): Enslaving as a backup interface with a down link");
	check_card(TIMELINE_IN_TIME, "appeared cured renamed enslaved");
}

static void what_else_a_master_says_of_a_port_is_no_joining(void **state)
{
	(void)state;
	READ(APPEARS, RENAMED, "bond0: (slave eno1): Error -22 calling set_mac_address",
	     "vmbr0: port 1(eno1) left the bridge",
	     "nicquirk: eno1 (0000:00:19.0): x step 1: gso off",
	     "bond0: (slave eno1): Enslaving as a backup interface with a down link");
	check_card(TIMELINE_IN_TIME, "appeared renamed cured enslaved");
}

static void what_would_be_done_and_what_is_in_place_is_no_cure(void **state)
{
	(void)state;
	READ(APPEARS, "nicquirk: eth0 (0000:00:19.0): would set: x step 1: gso off");
	check_card(TIMELINE_NOTHING, "appeared");
	READ(APPEARS, "nicquirk: eth0 (0000:00:19.0): x step 1: in place");
	check_card(TIMELINE_NOTHING, "appeared in-place");
}

static void the_module_stage_and_a_hang_are_shown(void **state)
{
	(void)state;
	READ("nicquirk: i40e (0000:43:00.0): pin: 2.13.10 is to be avoided");
	check_card(TIMELINE_NOTHING, "module");
	READ(APPEARS, "e1000e 0000:00:19.0 eth0: Detected Hardware Unit Hang:",
	     "e1000e 0000:00:19.0 eth0: Detected Hardware Unit Hang:");
	check_card(TIMELINE_NOTHING, "appeared hung");
}

static void only_the_last_boot_counts(void **state)
{
	(void)state;
	READ(APPEARS, CURE, "Linux version 6.1.0-56-amd64 (x@y) #1 SMP", APPEARS);
	check_card(TIMELINE_NOTHING, "appeared");
	assert_string_equal(timeline.kernel, "6.1.0-56-amd64");
}

/* A bus of its own, as behind a VMD controller; a virtual function; words after the slot.
 */
static void a_line_that_no_table_knows_names_its_card(void **state)
{
	(void)state;
	READ("e1000e 10000:e1:00.0 eth0: renamed from eth3", "[drm] 0.1:2.3:4.5",
	     "iavf 0000:01:02.7: MAC address: 02:00:00:00:00:01");
	assert_int_equal(timeline.n_cards, 2);
	assert_string_equal(timeline.cards[0].slot, "10000:e1:00.0");
	assert_string_equal(timeline.cards[1].slot, "0000:01:02.7");
}

static void other_cards_and_rubbish_are_nothing(void **state)
{
	(void)state;
	READ("r8169 0000:03:00.0 eth1: renamed from eth0", "vmbr0: port 1(eth9) entered",
	     "", "nicquirk: ", "nicquirk: x (", "nicquirk: x (y",
	     "nicquirk: (): ", "\x1b[2J");
	assert_int_equal(timeline.n_cards, 0);
}

static void no_number_of_cards_and_events_is_too_large(void **state)
{
	(void)state;
	timeline = (struct timeline){ 0 };
	for (unsigned i = 0; i < 300; i++) {
		char line[200];

		snprintf(line, sizeof(line),
			 "e1000e 0000:%02x:00.0 eth%u: renamed from x", i % 256, i);
		timeline_take(&timeline, line, strlen(line), i);
		snprintf(line, sizeof(line),
			 "nicquirk: e (0000:01:00.0): q%u step 1: gso off", i);
		timeline_take(&timeline, line, strlen(line), i);
	}
	assert_int_equal(timeline.n_cards, TIMELINE_CARDS_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_card_is_followed_through_its_names),
		cmocka_unit_test(a_cure_after_the_bridge_is_late),
		cmocka_unit_test(a_bond_takes_a_card_as_well),
		cmocka_unit_test(what_else_a_master_says_of_a_port_is_no_joining),
		cmocka_unit_test(what_would_be_done_and_what_is_in_place_is_no_cure),
		cmocka_unit_test(the_module_stage_and_a_hang_are_shown),
		cmocka_unit_test(only_the_last_boot_counts),
		cmocka_unit_test(a_line_that_no_table_knows_names_its_card),
		cmocka_unit_test(other_cards_and_rubbish_are_nothing),
		cmocka_unit_test(no_number_of_cards_and_events_is_too_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
