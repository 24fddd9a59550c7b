/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scratch.h"

#include "diagnose/episode.h"

#define PORT "e1000e 0000:00:1f.6 eno1: "
#define HANG PORT "Detected Hardware Unit Hang:\n"
#define DUMP(stamp, now, status)                                                         \
	HANG "  TDH                  <8b>\n"                                             \
	     "  time_stamp           <" stamp ">\n"                                      \
	     "  jiffies              <" now ">\n"                                        \
	     "MAC Status             <" status ">\n"
#define LINK_UP	  PORT "NIC Link is Up 1000 Mbps Full Duplex, Flow Control: None"
#define LINK_DOWN PORT "NIC Link is Down"
#define RESET	  PORT "Reset adapter unexpectedly"

static struct episode last;

/* Feeds a record of that many SECONDS after boot, at a wall clock of 1000 more. */
static unsigned feed_nic(struct episodes *episodes, int64_t seconds, const char *text,
			 const struct nic *nic)
{
	struct log_record record;

	if (!log_record_parse(text, strlen(text), &record))
		fail_msg("nothing in: %s", text);
	record.monotonic = seconds * 1000000;
	record.wall = 1000 + seconds;
	record.nic = nic;
	return episodes_feed(episodes, &record, &last, NULL);
}

static unsigned feed(struct episodes *episodes, int64_t seconds, const char *text)
{
	return feed_nic(episodes, seconds, text, NULL);
}

static void one_hang_is_one_episode(void **state _unused_)
{
	struct episodes episodes = { 0 };

	assert_int_equal(feed(&episodes, 10, DUMP("1000", "1200", "80083")),
			 EPISODE_BEGINS);
	assert_int_equal(feed(&episodes, 12, DUMP("1000", "1400", "80083")),
			 EPISODE_GOES_ON);
	assert_int_equal(feed(&episodes, 14, DUMP("1000", "1600", "80083")),
			 EPISODE_GOES_ON | EPISODE_CONFIRMS);
	assert_int_equal(feed(&episodes, 16, DUMP("1000", "1800", "80083")),
			 EPISODE_GOES_ON);
	assert_int_equal(last.lines, 4);
	assert_int_equal(last.first, 1010);
	assert_int_equal(last.last, 1016);
	assert_int_equal(episode_seconds(&last), 6);
	assert_string_equal(last.kind, "tx-hang");
	assert_string_equal(last.subject.slot, "0000:00:1f.6");
	assert_true(last.confirms);
}

/*
 * The card sends a little and hangs again, with nothing in between: it is the same
 * trouble.
 */
static void another_packet_alone_is_no_other_episode(void **state _unused_)
{
	struct episodes episodes = { 0 };

	feed(&episodes, 10, DUMP("1000", "1200", "80083"));
	assert_int_equal(feed(&episodes, 90, DUMP("2000", "2200", "80083")),
			 EPISODE_GOES_ON);
}

static void what_ends_an_episode(void **state _unused_)
{
	static const char *const ends[] = {
		LINK_UP,
		RESET,
		"8021q: adding VLAN 0 to HW filter on device eno1",
		"IPv6: ADDRCONF(NETDEV_UP): eno1: link is not ready",
		"e1000e 0000:00:1f.6 eno1: Intel(R) PRO/1000 Network Connection",
	};

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		struct episodes episodes = { 0 };
		unsigned changes;

		feed(&episodes, 10, DUMP("1000", "1200", "80083"));
		assert_int_equal(feed(&episodes, 11, LINK_DOWN), 0);
		changes = feed(&episodes, 12, ends[i]);
		if (!(changes & EPISODE_ENDS))
			fail_msg("goes on after: %s", ends[i]);
		assert_int_equal(feed(&episodes, 13, LINK_UP), 0);
		/* The second one confirms at once. */
		assert_int_equal(feed(&episodes, 60, DUMP("3000", "3200", "80083")),
				 EPISODE_BEGINS | EPISODE_CONFIRMS);
		assert_int_equal(last.lines, 1);
	}
}

static void the_same_packet_is_the_same_episode(void **state _unused_)
{
	struct episodes episodes = { 0 };

	feed(&episodes, 10, DUMP("1000", "1200", "80083"));
	feed(&episodes, 12, LINK_UP);
	assert_int_equal(feed(&episodes, 14, DUMP("1000", "1600", "80083")),
			 EPISODE_GOES_ON);
}

/* Dumps of which one is a copy of the other say nothing of time. */
static void placeholders_are_not_times(void **state _unused_)
{
	struct episodes episodes = { 0 };

	feed(&episodes, 10, DUMP("1000936a9", "1000ca540", "80083"));
	assert_int_equal(feed(&episodes, 500000, DUMP("1000936a9", "1000ca540", "80083")),
			 EPISODE_GOES_ON);
	feed(&episodes, 500010, LINK_UP);
	assert_int_equal(feed(&episodes, 500020, DUMP("1000936a9", "1000ca540", "80083")),
			 EPISODE_BEGINS | EPISODE_CONFIRMS);
}

static void what_is_no_hang(void **state _unused_)
{
	static const struct {
		const char *text;
		enum hang_verdict verdict;
	} rows[] = {
		{ DUMP("1", "2", "80083"), HANG_REAL },
		{ DUMP("1", "2", "40080083"), HANG_REAL },
		{ DUMP("1", "2", "283"), HANG_REAL },
		{ DUMP("1", "2", "40080043"), HANG_REAL },
		{ DUMP("1", "2", "40080003"), HANG_SLOW },
		{ DUMP("1", "2", "40080080"), HANG_NO_LINK },
		{ DUMP("1", "2", "80093"), HANG_PAUSED },
		{ DUMP("1", "2", "ffffffff"), HANG_CARD_GONE },
		{ HANG, HANG_UNKNOWN },
		{ HANG "MAC Status", HANG_UNKNOWN },
		{ HANG "MAC Status <", HANG_UNKNOWN },
		{ HANG "MAC Status <>", HANG_UNKNOWN },
		{ HANG "\\x0aMAC Status             <80083>\\x0a", HANG_REAL },
		{ "igb 0000:01:00.0: Detected Tx Unit Hang", HANG_UNKNOWN },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct episodes episodes = { 0 };
		struct log_record record;
		enum hang_verdict verdict;
		unsigned changes;

		assert_true(
			log_record_parse(rows[i].text, strlen(rows[i].text), &record));
		changes = episodes_feed(&episodes, &record, &last, &verdict);
		if (verdict != rows[i].verdict)
			fail_msg("%s: %d", rows[i].text, verdict);
		assert_int_equal(changes, verdict == HANG_REAL ? EPISODE_BEGINS : 0);
		assert_int_equal(!hang_verdict_text(verdict), verdict == HANG_REAL);
	}
}

static void without_a_register_the_link_decides(void **state _unused_)
{
	static const char hang[] = "igc 0000:06:00.0 enp6s0: Detected Tx Unit Hang\n"
				   "  Tx Queue             <0>\n"
				   "  time_stamp           <1000>\n";
	struct episodes episodes = { 0 };

	assert_int_equal(feed(&episodes, 1, hang), 0);
	feed(&episodes, 2,
	     "igc 0000:06:00.0 enp6s0: NIC Link is Up 2500 Mbps Full Duplex");
	assert_int_equal(feed(&episodes, 3, hang), EPISODE_BEGINS);
	feed(&episodes, 4, "igc 0000:06:00.0 enp6s0: NIC Link is Down");
	assert_int_equal(feed(&episodes, 5, hang), 0);
	feed(&episodes, 6, "igc 0000:06:00.0 enp6s0: NIC Link is Up 10 Mbps Half Duplex");
	assert_int_equal(feed(&episodes, 7, hang), 0);
	episodes_end_boot(&episodes);
	assert_int_equal(feed(&episodes, 8, hang), 0);
	/* What is known from elsewhere: the link as it is now. */
	episodes_find_card(&episodes, &last.subject)->speed = 1000;
	assert_int_equal(feed(&episodes, 9, hang), EPISODE_BEGINS | EPISODE_CONFIRMS);
}

static void timeouts_and_resets_are_no_hangs(void **state _unused_)
{
	struct episodes episodes = { 0 };

	for (int i = 0; i < 10; i++) {
		feed(&episodes, i,
		     PORT "NETDEV WATCHDOG: CPU: 2: transmit queue 0 timed out 5120 ms");
		assert_string_equal(last.kind, "tx-timeout");
		feed(&episodes, i, RESET);
		assert_string_equal(last.kind, "adapter-reset");
	}
	assert_int_equal(last.lines, 10);
}

static void an_emulated_card_never_hangs(void **state _unused_)
{
	static const struct {
		struct nic nic;
		unsigned changes;
	} rows[] = {
		{ { .vendor = 0x8086, .device = 0x10d3, .subsystem_vendor = 0x8086 }, 0 },
		{ { .vendor = 0x8086,
		    .device = 0x10d3,
		    .subsystem_vendor = 0x15ad,
		    .subsystem_device = 0x07d0 },
		  0 },
		{ { .vendor = 0x8086,
		    .device = 0x10d3,
		    .subsystem_vendor = 0x8086,
		    .subsystem_device = 0xa01f },
		  EPISODE_BEGINS },
		{ { .vendor = 0x8086,
		    .device = 0x15bb,
		    .subsystem_vendor = -1,
		    .subsystem_device = -1 },
		  EPISODE_BEGINS },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct episodes episodes = { 0 };

		assert_int_equal(
			feed_nic(&episodes, 1, DUMP("1", "2", "80083"), &rows[i].nic),
			rows[i].changes);
	}
}

static void a_person_answers_for_one_line(void **state _unused_)
{
	struct episodes episodes = { .by_person = true };

	assert_int_equal(feed(&episodes, 1, HANG), EPISODE_BEGINS | EPISODE_CONFIRMS);
	/* What the dump shows is shown to that person as well. */
	assert_int_equal(feed(&episodes, 2, DUMP("1", "2", "40080003")), 0);
}

static void earlier_boots_count(void **state _unused_)
{
	struct episodes episodes = { 0 };

	feed(&episodes, 1, DUMP("1", "2", "80083"));
	episodes_end_boot(&episodes);
	assert_int_equal(feed(&episodes, 1, DUMP("1", "3", "80083")),
			 EPISODE_BEGINS | EPISODE_CONFIRMS);
	assert_int_equal(last.id, 2);
}

static void two_cards_are_two(void **state _unused_)
{
	struct episodes episodes = { 0 };

	feed(&episodes, 1, DUMP("1", "2", "80083"));
	assert_int_equal(feed(&episodes, 2,
			      "e1000e 0000:03:00.0 eth0: Detected Hardware Unit Hang:\n"
			      "MAC Status <80083>"),
			 EPISODE_BEGINS);
	/* The first one's reset, by its new name alone. */
	feed(&episodes, 3, "e1000e 0000:00:1f.6 nic0: NIC Link is Down");
	assert_int_equal(
		feed(&episodes, 4, "8021q: adding VLAN 0 to HW filter on device nic0"),
		EPISODE_ENDS);
	assert_string_equal(last.subject.slot, "0000:00:1f.6");
}

static void other_kinds_end_by_silence(void **state _unused_)
{
	static const char lost[] =
		"igc 0000:06:00.0 enp6s0: PCIe link lost, device now detached";
	struct episodes episodes = { 0 };

	assert_int_equal(feed(&episodes, 1, lost), EPISODE_BEGINS | EPISODE_CONFIRMS);
	assert_int_equal(feed(&episodes, 300, lost), EPISODE_GOES_ON);
	assert_int_equal(feed(&episodes, 1000, lost), EPISODE_BEGINS | EPISODE_CONFIRMS);
}

/* A clock that is set right while the card hangs makes it no hang of fifty years. */
static void a_clock_that_jumps_is_no_time(void **state _unused_)
{
	struct episodes episodes = { 0 };
	struct log_record record;
	static const char text[] = DUMP("1", "2", "80083");

	assert_true(log_record_parse(text, strlen(text), &record));
	record.monotonic = 5000000;
	record.wall = 100;
	episodes_feed(&episodes, &record, &last, NULL);
	record.monotonic = 9000000;
	record.wall = 1800000000;
	episodes_feed(&episodes, &record, &last, NULL);
	assert_int_equal(last.last, 104);
	assert_int_equal(episode_seconds(&last), 4);
}

static void many_cards_are_no_harm(void **state _unused_)
{
	struct episodes episodes = { 0 };
	char text[200];

	for (int i = 0; i < 1000; i++) {
		snprintf(text, sizeof(text),
			 "e1000e 0000:%02x:00.0 eth0: Detected Hardware Unit Hang:\n"
			 "MAC Status <80083>",
			 i % 256);
		feed(&episodes, i, text);
	}
	assert_int_equal(episodes.n_cards, EPISODE_CARDS_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_hang_is_one_episode),
		cmocka_unit_test(another_packet_alone_is_no_other_episode),
		cmocka_unit_test(what_ends_an_episode),
		cmocka_unit_test(the_same_packet_is_the_same_episode),
		cmocka_unit_test(placeholders_are_not_times),
		cmocka_unit_test(what_is_no_hang),
		cmocka_unit_test(without_a_register_the_link_decides),
		cmocka_unit_test(timeouts_and_resets_are_no_hangs),
		cmocka_unit_test(an_emulated_card_never_hangs),
		cmocka_unit_test(a_person_answers_for_one_line),
		cmocka_unit_test(earlier_boots_count),
		cmocka_unit_test(two_cards_are_two),
		cmocka_unit_test(other_kinds_end_by_silence),
		cmocka_unit_test(a_clock_that_jumps_is_no_time),
		cmocka_unit_test(many_cards_are_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
