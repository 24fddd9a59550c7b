/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scratch.h"

#include "diagnose/log-line.h"

#define MESSAGE "e1000e 0000:00:19.0 eno1: Detected Hardware Unit Hang:"

/* The prefix, and its time. */
static const struct {
	const char *prefix, *time;
} prefixes[] = {
	{ "", "" },
	{ "<3>", "" },
	{ "kernel: ", "" },
	{ "[   12.345678] ", "12.345678" },
	{ "[14405.617001] ", "14405.617001" },
	{ "<3>[   12.345678] ", "12.345678" },
	{ "[   12.345678][    T1] ", "12.345678" },
	{ "[   12.345678] [   C11] ", "12.345678" },
	{ "[   12.345678 <    0.000011>] ", "12.345678" },
	{ "kern  :err   : [   12.345678] ", "12.345678" },
	{ "kern  :notice: ", "" },
	{ "[Sun Apr 20 12:00:01 2025] ", "Sun Apr 20 12:00:01 2025" },
	{ "Sun Apr 20 12:00:01 2025 kern.err kernel: ", "Sun Apr 20 12:00:01 2025" },
	{ "Sun Apr 20 12:00:01 2025 kern.err kernel: [14405.617001] ",
	  "Sun Apr 20 12:00:01 2025" },
	{ "[Apr20 12:00] ", "Apr20 12:00" },
	{ "[  +0.000011] ", "" },
	{ "3,1234,14405617001,-;", "14405.617001" },
	{ "3,1234,617001,-,caller=T1;", "0.617001" },
	{ "Apr 20 12:00:01 pve-02 kernel: ", "Apr 20 12:00:01" },
	{ "Apr  2 12:00:01 pve-02 kernel: ", "Apr  2 12:00:01" },
	{ "Apr 20 12:00:01.123456 pve-02 kernel: ", "Apr 20 12:00:01.123456" },
	{ "Apr 20 12:00:01 pve-02 kernel: [14405.617001] ", "Apr 20 12:00:01" },
	{ "Apr 20 12:00:01 pve-02 kernel[0]: [14405.617001] ", "Apr 20 12:00:01" },
	{ "Apr 20 12:00:01 pve-02.example.org kernel: ", "Apr 20 12:00:01" },
	{ "Apr 20 2025 12:00:01 pve-02 kernel: ", "Apr 20 2025 12:00:01" },
	{ "2025-04-20T12:00:01+02:00 pve-02 kernel: ", "2025-04-20T12:00:01+02:00" },
	{ "2025-04-20T12:00:01+0200 pve-02 kernel: ", "2025-04-20T12:00:01+0200" },
	{ "2025-04-20T12:00:01.123456-05:00 pve-02 kernel: [ 9.1] ",
	  "2025-04-20T12:00:01.123456-05:00" },
	{ "2025-04-20T12:00:01Z pve-02 kernel: ", "2025-04-20T12:00:01Z" },
	{ "2025-04-20 12:00:01 pve-02 kernel: ", "2025-04-20 12:00:01" },
	{ "2025-04-20T12:00:01,123456+02:00 ", "2025-04-20T12:00:01,123456+02:00" },
	{ "Sun 2025-04-20 12:00:01 CEST pve-02 kernel: ",
	  "Sun 2025-04-20 12:00:01 CEST" },
	{ "1745143201.123456 pve-02 kernel: ", "1745143201.123456" },
	{ "[14405.617001] pve-02 kernel: ", "14405.617001" },
	{ "<3>1 2025-04-20T12:00:01.123456+02:00 pve-02 kernel - - - ",
	  "2025-04-20T12:00:01.123456+02:00" },
	{ "    MESSAGE=", "" },
	{ "172.20.0.2: kern: warning: [2024-01-22T13:44:32.130913744Z]: ",
	  "2024-01-22T13:44:32.130913744Z" },
	{ "fd00::5: kern:    info: [2024-01-22T13:44:32Z]: ", "2024-01-22T13:44:32Z" },
	{ "[So Feb 11 15:47:18 2024] ", "So Feb 11 15:47:18 2024" },
	{ "[ven. f\xc3\xa9vr. 11 15:47:18 2024] ", "2024-02-11 15:47:18" },
	{ "[\xe4\xba\x94 5\xe6\x9c\x88 10 23:43:42 2022] ", "2022-05-10 23:43:42" },
	{ "[\xd0\x92\xd1\x81 \xd0\xbc\xd0\xb0\xd1\x8f 10 23:43:42 2022] ",
	  "2022-05-10 23:43:42" },
	{ "router-1  | [14405.617001] ", "14405.617001" },
	{ "router-1  | Apr 20 12:00:01 pve-02 kernel: ", "Apr 20 12:00:01" },
	{ "12:00:01 ", "12:00:01" },
	{ "12:00:01.250 pve-02 kernel: ", "12:00:01.250" },
	{ "[12:00:01] ", "12:00:01" },
	{ "2025-04-20T12:00:01,123456+02:00 ", "2025-04-20T12:00:01,123456+02:00" },
	{ "\x1b[32m[   12.345678] \x1b[0m\x1b[1;31m", "12.345678" },
	/* Of whoever passed it on. */
	{ "> Apr 20 12:00:01 pve-02 kernel: ", "Apr 20 12:00:01" },
	{ ">> > [14405.617001] ", "14405.617001" },
	{ "| [14405.617001] ", "14405.617001" },
	{ "\xef\xbb\xbf[14405.617001] ", "14405.617001" },
	{ "\r[14405.617001] ", "14405.617001" },
	{ "/var/log/kern.log:Apr 20 12:00:01 pve-02 kernel: ", "Apr 20 12:00:01" },
	{ "syslog.1:4711:2025-04-20T12:00:01+02:00 pve-02 kernel: ",
	  "2025-04-20T12:00:01+02:00" },
	{ "4711:[14405.617001] ", "14405.617001" },
	{ "   4711\tApr 20 12:00:01 pve-02 kernel: ", "Apr 20 12:00:01" },
	{ "- Apr 20 12:00:01 pve-02 kernel: ", "Apr 20 12:00:01" },
	{ "> 4711: <3>Apr 20 12:00:01 pve-02 kernel: ", "Apr 20 12:00:01" },
	/* journalctl on a terminal, and in other languages */
	{ "Apr 20 12:00:01 pve-02 kernel: \x1b[0;1;31m\x1b[0;1;39m\x1b[0;1;31m",
	  "Apr 20 12:00:01" },
	{ "[   12.345678 <    2.000000 >] pve-02 kernel: ", "12.345678" },
	{ "[   12.345678 <            >] pve-02 kernel: ", "12.345678" },
	{ "avril 20 12:00:01 pve-02 kernel: ", "avril 20 12:00:01" },
	{ "f\xc3\xa9vr. 20 12:00:01 pve-02 kernel: ", "Feb 20 12:00:01" },
	{ "4\xe6\x9c\x88  2 12:00:01 pve-02 kernel: ", "Apr  2 12:00:01" },
	{ "[Apr 20, 2025, 9:00:01 AM GMT+2] kern.err: [14405.617001] ",
	  "Apr 20, 2025, 9:00:01 AM GMT+2" },
	{ "** 11 printk messages dropped ** [14405.617001] ", "14405.617001" },
	{ "<3>1 2025-04-20T12:00:01+02:00 pve-02 kernel - kernel - ",
	  "2025-04-20T12:00:01+02:00" },
};

static void any_prefix_is_taken_off(void **state _unused_)
{
	for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++) {
		char text[256];
		struct log_line line;

		snprintf(text, sizeof(text), "%s" MESSAGE "\r", prefixes[i].prefix);
		log_line_parse(text, strlen(text), &line);
		if (line.length != strlen(MESSAGE) ||
		    memcmp(line.text, MESSAGE, line.length) != 0 ||
		    !streq(line.time, prefixes[i].time) || line.foreign)
			fail_msg("%s: time '%s', text '%.*s'", text, line.time,
				 (int)line.length, line.text);
	}
}

static void what_a_crash_leaves_does_not_count(void **state _unused_)
{
	const char text[] = "\0\0\0\0[    1.000001] " MESSAGE;
	struct log_line line;

	log_line_parse(text, sizeof(text) - 1, &line);
	assert_string_equal(line.time, "1.000001");
	assert_int_equal(line.length, strlen(MESSAGE));
	log_line_parse(text, 4, &line);
	assert_int_equal(line.length, 0);
}

static void our_own_lines_are_the_same_in_the_journal(void **state _unused_)
{
	static const char own[] = "nicquirk: eth0 (0000:00:19.0): x step 1: in place";
	static const char *const heads[] = {
		"[   26.005593] pve-02 ", /* journalctl -o short-monotonic */
		"Aug 15 00:42:10 pve-02 ",
		"2025-04-20T12:00:01+02:00 pve ",
		"[    1.000001] ",
	};
	struct log_line line;
	char text[200];

	for (size_t i = 0; i < ARRAY_SIZE(heads); i++) {
		snprintf(text, sizeof(text), "%s%s", heads[i], own);
		log_line_parse(text, strlen(text), &line);
		if (line.length != strlen(own) || memcmp(line.text, own, line.length))
			fail_msg("%s", text);
		assert_false(line.foreign);
	}
}

static void another_program_is_foreign(void **state _unused_)
{
	static const char *const texts[] = {
		"Apr 20 12:00:01 pve-02 sudo[4242]: root : COMMAND=/bin/grep x",
		"Apr 20 12:00:01 pve-02 sudo:     root : COMMAND=/bin/grep x",
		"2025-04-20T12:00:01+02:00 pve-02 python3[1]: x",
		/* What quotes a message of the kernel. */
		"Aug 15 00:42:10 pve root: " MESSAGE,
		"Aug 15 00:42:10 pve e1000e-watchdog: " MESSAGE,
		"2025-04-20T12:00:01+02:00 pve logger: " MESSAGE,
		"user  :notice: [   12.345678] watchdog: " MESSAGE,
		"Aug 15 00:42:10 pve watchdog: nicquirk: eno1 (0000:00:19.0): x",
		"12,1234,14405617001,-;watchdog: " MESSAGE,
		"<12>[   12.345678] watchdog: " MESSAGE,
		"172.20.0.2: user: warning: [2024-01-22T13:44:32Z]: [talos] " MESSAGE,
		"> Aug 15 00:42:10 pve root: " MESSAGE,
		"/var/log/syslog:Aug 15 00:42:10 pve root: " MESSAGE,
		"4711:Aug 15 00:42:10 pve root: " MESSAGE,
		"ao\xc3\xbbt 15 00:42:10 pve root: " MESSAGE,
		"2025-04-20T12:00:01+02:00 pve watchdog 888 - - " MESSAGE,
		"2025-04-20T12:00:01+02:00 pve watchdog - ID47 - " MESSAGE,
		"[Apr 20, 2025, 9:00:01 AM GMT+2] user.notice: watchcat: " MESSAGE,
		"[Apr 20, 2025, 9:00:01 AM GMT+2] daemon.err: watchcat: " MESSAGE,
	};
	static const char *const kernels[] = {
		"Apr 20 12:00:01 pve-02 e1000e: eth0 NIC Link is Down",
		"Apr 20 12:00:01 pve-02 NETDEV WATCHDOG: eth0 (igb): transmit queue 0",
		"[Sun Apr 20 12:00:01 2025] NETDEV WATCHDOG: eth0 (igb): transmit queue 0",
		"Apr 20 12:00:01 pve-02 kernel: e1000e eno1: Detected Hardware Unit Hang:",
		"3,1234,14405617001,-;" MESSAGE,
		"<3>[   12.345678] " MESSAGE,
		/* Ours, that only root can write there. */
		"12,1234,14405617001,-;nicquirk: eno1 (0000:00:19.0): x",
		"<12>[   12.345678] nicquirk: eno1 (0000:00:19.0): x",
		"user  :notice: [   12.345678] nicquirk: eno1 (0000:00:19.0): x",
	};
	struct log_line line;

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		log_line_parse(texts[i], strlen(texts[i]), &line);
		if (!line.foreign)
			fail_msg("%s", texts[i]);
	}
	for (size_t i = 0; i < ARRAY_SIZE(kernels); i++) {
		log_line_parse(kernels[i], strlen(kernels[i]), &line);
		if (line.foreign)
			fail_msg("%s", kernels[i]);
	}
}

static const struct {
	const char *head, *inside;
	struct log_subject subject;
} subjects[] = {
	{ "e1000e 0000:00:19.0 eno1: ", "", { "e1000e", "0000:00:19.0", "eno1" } },
	{ "e1000e 0000:00:19.0: eth0: ", "", { "e1000e", "0000:00:19.0", "eth0" } },
	{ "0000:00:19.0: eth0: ", "", { "", "0000:00:19.0", "eth0" } },
	{ "i40e 0000:43:00.0: ", "", { "i40e", "0000:43:00.0", "" } },
	{ "igb 10000:e1:00.0 eth1: ", "", { "igb", "10000:e1:00.0", "eth1" } },
	{ "e1000e 0000:00:1f.6 0000:00:1f.6 (uninitialized): ",
	  "",
	  { "e1000e", "0000:00:1f.6", "" } },
	{ "igb 0000:01:00.0 (unnamed net_device) (uninitialized): ",
	  "",
	  { "igb", "0000:01:00.0", "" } },
	{ "some: thing igc 0000:06:00.0 enp6s0: ",
	  "",
	  { "igc", "0000:06:00.0", "enp6s0" } },
	{ "{\"MESSAGE\":\"igc 0000:06:00.0 enp6s0: ",
	  "",
	  { "igc", "0000:06:00.0", "enp6s0" } },
	{ "igc 0000:06:00.0 enp6s0: \x1b[0m\x1b[31m",
	  "",
	  { "igc", "0000:06:00.0", "enp6s0" } },
	{ "igc: ", "", { "igc", "", "" } },
	{ "igb: eth3: ", "", { "igb", "", "eth3" } },
	{ "e1000: eth0: e1000_clean_tx_irq: ", "", { "e1000", "", "eth0" } },
	{ "eth0 ", "", { "", "", "eth0" } },
	{ "", "eno1 (e1000e): transmit queue 0", { "e1000e", "", "eno1" } },
	{ "", "CPU: 3: transmit queue 0", { "", "", "" } },
	{ "e1000e 0000:00:19.0 eno1: ",
	  "CPU: 3: transmit queue 0",
	  { "e1000e", "0000:00:19.0", "eno1" } },
	{ "i40e", "0000:01:00.0", { "i40e", "0000:01:00.0", "" } },
	{ "r8169 0000:03:00.0 enp3s0: ", "", { "r8169", "0000:03:00.0", "enp3s0" } },
	{ "e1000e 0000:00:19.0 a-name-that-is-longer-than-any: ",
	  "",
	  { "e1000e", "0000:00:19.0", "" } },
	{ "e1000e 0000:00:1f.6 _p1: ", "", { "e1000e", "0000:00:1f.6", "_p1" } },
	/* On another bus. */
	{ "virtio_net virtio0 ens18: ", "", { "virtio_net", "", "ens18" } },
	{ "r8152 4-1:1.0 eth1: ", "", { "r8152", "", "eth1" } },
	{ "fec 30be0000.ethernet eth0: ", "", { "fec", "", "eth0" } },
	{ "e1000e 0000:00:1f eno1: ", "", { "e1000e", "", "eno1" } },
	{ "15:23:37 pve01 eno1: ", "", { "", "", "eno1" } },
	{ "0000:00:19: 00:19.0 0000-00:19.0 0000:00:19.x ", "", { "", "", "" } },
};

static void a_subject_is_found_in_any_form(void **state _unused_)
{
	for (size_t i = 0; i < ARRAY_SIZE(subjects); i++) {
		const struct log_subject *wanted = &subjects[i].subject;
		struct log_subject got = { 0 };

		log_subject_find(subjects[i].head, strlen(subjects[i].head), false, &got);
		log_subject_find(subjects[i].inside, strlen(subjects[i].inside), true,
				 &got);
		if (!streq(got.driver, wanted->driver) ||
		    !streq(got.slot, wanted->slot) ||
		    !streq(got.interface, wanted->interface))
			fail_msg("'%s' '%s': driver '%s', slot '%s', interface '%s'",
				 subjects[i].head, subjects[i].inside, got.driver,
				 got.slot, got.interface);
	}
}

static void what_is_not_printable_is_escaped(void **state _unused_)
{
	char buffer[16];

	log_escape(buffer, sizeof(buffer), "a\x1b[2J\xc2\x9b", 8);
	assert_string_equal(buffer, "a\\x1b[2J\\xc2");
	log_escape(buffer, sizeof(buffer), "a\0b", 3);
	assert_string_equal(buffer, "a\\x00b");
	log_escape(buffer, 5, "abcdef", 6);
	assert_string_equal(buffer, "abcd");
	log_escape(buffer, 5, "ab\n", 3);
	assert_string_equal(buffer, "ab");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_prefix_is_taken_off),
		cmocka_unit_test(what_a_crash_leaves_does_not_count),
		cmocka_unit_test(our_own_lines_are_the_same_in_the_journal),
		cmocka_unit_test(another_program_is_foreign),
		cmocka_unit_test(a_subject_is_found_in_any_form),
		cmocka_unit_test(what_is_not_printable_is_escaped),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
