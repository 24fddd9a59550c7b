/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scratch.h"

#include "diagnose/boot-slot.h"

#define MACHINE "00112233445566778899aabbccddeeff"

static const uint8_t ours[] = { 0x54, 0xbf, 0x64, 0x01, 0x02, 0x03 };

/* What drivers print when they begin with a card. */
static const char *const probe_lines[] = {
	"e1000e 0000:00:1f.6 eth0: (PCI Express:2.5GT/s:Width x1) 54:bf:64:01:02:03",
	"igb 0000:01:00.0: eth0: (PCIe:5.0Gb/s:Width x4) 54:BF:64:01:02:03",
	"igc 0000:06:00.0 eth0: MAC: 54:bf:64:01:02:03",
	"ixgbe 0000:04:00.0: 54:bf:64:01:02:03",
	"i40e 0000:01:00.0: MAC address: 54:bf:64:01:02:03",
};

static struct boot_slots make(struct card_id *card)
{
	struct boot_slots slots = { .machine_id = MACHINE, .cards = card, .n_cards = 1 };

	*card = (struct card_id){ .has_mac = true };
	card->mac = card_id_hash_mac(MACHINE, ours);
	return slots;
}

static void a_card_is_known_by_its_address(void **state _unused_)
{
	for (size_t i = 0; i < ARRAY_SIZE(probe_lines); i++) {
		struct card_id card;
		struct boot_slots slots = make(&card);
		const struct boot_slot *found;

		assert_int_equal(boot_slots_note(&slots, "b1", "0000:02:00.0",
						 probe_lines[i], strlen(probe_lines[i])),
				 0);
		found = boot_slots_find(&slots, "b1", "0000:02:00.0");
		if (!found || found->card != &card)
			fail_msg("not found in: %s", probe_lines[i]);
		assert_null(boot_slots_find(&slots, "b2", "0000:02:00.0"));
		assert_null(boot_slots_find(&slots, "b1", "0000:03:00.0"));
		boot_slots_clear(&slots);
	}
}

static void another_card_in_that_slot_is_none_of_ours(void **state _unused_)
{
	static const char line[] = "igc 0000:06:00.0 eth0: MAC: 54:bf:64:01:02:04";
	struct card_id card;
	struct boot_slots slots = make(&card);

	assert_int_equal(
		boot_slots_note(&slots, "b1", "0000:06:00.0", line, strlen(line)), 0);
	assert_non_null(boot_slots_find(&slots, "b1", "0000:06:00.0"));
	assert_null(boot_slots_find(&slots, "b1", "0000:06:00.0")->card);
	boot_slots_clear(&slots);
}

static void other_lines_say_nothing(void **state _unused_)
{
	static const char *const lines[] = {
		"r8169 0000:06:00.0 eth0: RTL8168h, 54:bf:64:01:02:03, XID 541",
		"e1000e 0000:00:1f.6 eth0: MAC: 13, PHY: 12, PBA No: FFFFFF-0FF",
		"e1000e 0000:00:1f.6 eth0: 54:bf:64:01:02",
		"e1000e 0000:00:1f.6 eth0: 54:bf:64:01:02:03:04:05",
		"e1000e 0000:00:1f.6 eth0: 54:bf:64:01:02:033",
		"",
	};
	struct card_id card;
	struct boot_slots slots = make(&card);

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		assert_int_equal(boot_slots_note(&slots, "b1", "0000:06:00.0", lines[i],
						 strlen(lines[i])),
				 0);
	assert_int_equal(slots.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_card_is_known_by_its_address),
		cmocka_unit_test(another_card_in_that_slot_is_none_of_ours),
		cmocka_unit_test(other_lines_say_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
