/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

/* It needs some of those above and says so of none. */
#include <cmocka.h>

#include "quirk/pci-ids.h"

static void a_slot_is_an_address_with_its_domain(void **state _unused_)
{
	static const struct {
		const char *text;
		bool valid;
	} slots[] = {
		{ "0000:00:1f.6", true },	{ "10000:e1:00.0", true },
		{ "0000:00:1f.8", false },	{ "000:00:1f.6", false },
		{ "00:1f.6", false },		{ "0000:00:1f", false },
		{ "0000:00:1f.6 ", false },	{ "0000:00:1F.6", false },
		{ "0000-00:1f.6", false },	{ "0000:00:g0.6", false },
		{ "100000000:00:1f.6", false }, { "", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(slots); i++)
		if (pci_slot_is_valid(slots[i].text, strlen(slots[i].text)) !=
		    slots[i].valid)
			fail_msg("%s", slots[i].text);
	/* Of a text that goes on, only its length counts. */
	assert_true(pci_slot_is_valid("0000:00:1f.6: more", strlen("0000:00:1f.6")));
}

static void a_device_is_known_to_its_driver_alone(void **state _unused_)
{
	assert_true(pci_ids_is_known("e1000e", 0x8086, 0x153a));
	assert_true(pci_ids_is_known(NULL, 0x8086, 0x153a));
	assert_false(pci_ids_is_known("igb", 0x8086, 0x153a));
	assert_false(pci_ids_is_known("e1000e", 0x10ec, 0x153a));
	assert_false(pci_ids_is_known(NULL, 0x8086, 0xffff));
	assert_true(pci_ids_driver_is_known("e1000e"));
	assert_true(pci_ids_driver_is_known("e1000"));
	assert_false(pci_ids_driver_is_known("e100"));
	assert_true(pci_ids_driver_is_known("i40evf"));
	assert_false(pci_ids_list_driver("i40evf"));
	assert_true(pci_ids_list_driver("iavf"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_slot_is_an_address_with_its_domain),
		cmocka_unit_test(a_device_is_known_to_its_driver_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
