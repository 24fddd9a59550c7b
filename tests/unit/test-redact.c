/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/array.h"
#include "host/redact.h"
#include "quirk/policy-key.h"

static struct iface *add_interface(struct facts *facts, const char *name,
				   const char *master)
{
	struct nic *nic = array_append(facts->nics, facts->n_nics);
	struct iface *iface;

	assert_non_null(nic);
	iface = array_append(nic->ifaces, nic->n_ifaces);
	assert_non_null(iface);
	iface->name = strdup(name);
	iface->master = master ? strdup(master) : NULL;
	return iface;
}

static const struct iface *interface(const struct facts *facts, size_t i)
{
	return &facts->nics[i].ifaces[0];
}

static void names_of_the_kernel_s_kind_stay(void **state _unused_)
{
	static const char *const names[] = {
		"eth0",
		"eno1",
		"eno1np0",
		"ens1f0np0",
		"enp0s31f6",
		"enp3s0f1d1",
		"enP2p1s0",
		"ens3f0npf0vf1",
		"enp5s0v3",
		"ens1f0r2",
		"enp0s20u1u2c2i3",
		"em1",
		"p1p2",
		"p1p2_0",
		"nic0",
		"vmbr0",
		"bond0",
		"ibp65s0",
		"wlp2s0",
		"eno1.100",
		"vmbr0.4094",
		"net7",
		"wlan0",
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct facts *facts = calloc(1, sizeof(*facts));

		assert_non_null(facts);
		add_interface(facts, names[i], NULL);
		assert_int_equal(redact_facts(facts), 0);
		assert_string_equal(interface(facts, 0)->name, names[i]);
		facts_free(facts);
	}
}

static void names_that_a_person_gave_are_numbered(void **state _unused_)
{
	static const char *const names[] = { "uplink",	  "ens1berlin",	    "lan-berlin",
					     "eth0-dmz",  "berlin0",	    "berlin.100",
					     "eno",	  "enp3s0f1office", "",
					     "192.0.2.1", "eno1.dmz" };
	struct facts *facts = calloc(1, sizeof(*facts));

	assert_non_null(facts);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		add_interface(facts, names[i], NULL);
	assert_int_equal(redact_facts(facts), 0);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		char want[16];

		snprintf(want, sizeof(want), "net%zu", i);
		assert_string_equal(interface(facts, i)->name, want);
	}
	facts_free(facts);
}

/* The same name is the same wherever it stands, and takes none that is there. */
static void a_name_is_replaced_alike_everywhere(void **state _unused_)
{
	struct facts *facts = calloc(1, sizeof(*facts));

	assert_non_null(facts);
	add_interface(facts, "berlin", "office");
	add_interface(facts, "eno1", "office");
	add_interface(facts, "munich", "berlin");
	add_interface(facts, "net0", "vmbr0");
	assert_int_equal(redact_facts(facts), 0);
	assert_string_equal(interface(facts, 0)->name, "net1");
	assert_string_equal(interface(facts, 0)->master, "net2");
	assert_string_equal(interface(facts, 1)->name, "eno1");
	assert_string_equal(interface(facts, 1)->master, "net2");
	assert_string_equal(interface(facts, 2)->name, "net3");
	assert_string_equal(interface(facts, 2)->master, "net1");
	assert_string_equal(interface(facts, 3)->name, "net0");
	assert_string_equal(interface(facts, 3)->master, "vmbr0");
	facts_free(facts);
}

static void addresses_in_interface_names_are_blotted_out(void **state _unused_)
{
	struct facts *facts = calloc(1, sizeof(*facts));

	assert_non_null(facts);
	add_interface(facts, "enx0a1b2c3d4e5f", "enp0s31f6");
	add_interface(facts, "enx0a1b2c3d4e60.7", "enx0a1b2c3d4e5f");
	add_interface(facts, "veth0a1b2c3d4e5f", NULL);
	assert_int_equal(redact_facts(facts), 0);
	assert_string_equal(interface(facts, 0)->name, "enx000000000000");
	assert_string_equal(interface(facts, 0)->master, "enp0s31f6");
	assert_string_equal(interface(facts, 1)->name, "enx000000000001.7");
	assert_string_equal(interface(facts, 1)->master, "enx000000000000");
	assert_string_equal(interface(facts, 2)->name, "net0");
	facts_free(facts);
}

/* Values are numbers or words of the kernel's; of any other the parameter alone is left.
 */
static void values_are_numbers_or_known_words(void **state _unused_)
{
	static const struct {
		const char *line, *want;
	} rows[] = {
		{ "iommu.passwd=x", "iommu.passwd" },
		{ "ice.debug=hostname", "ice.debug" },
		{ "ice.debug=16 i40e.debug=0x8000ffff",
		  "ice.debug=16 i40e.debug=0x8000ffff" },
		{ "e1000e.InterruptThrottleRate=3000,1,secret,0",
		  "e1000e.InterruptThrottleRate=3000,1,0" },
		{ "igb.Node=-1 ice.x=-", "igb.Node=-1 ice.x" },
		{ "iommu=pt intel_iommu=on,sm_on,berlin",
		  "iommu=pt intel_iommu=on,sm_on" },
		{ "iommu.passthrough=1 iommu.strict=y",
		  "iommu.passthrough=1 iommu.strict=y" },
		{ "iommu_secret=1 intel_iommux=on", "" },
		{ "pcie_aspm=off pcie_aspm.policy=performance",
		  "pcie_aspm=off pcie_aspm.policy=performance" },
		{ "pci=noaer,realloc=on,resource_alignment=20@00:1f.6",
		  "pci=noaer,realloc=on" },
		{ "modprobe.blacklist=i40e,irdma,berlin rd.driver.pre=ice",
		  "modprobe.blacklist=i40e,irdma rd.driver.pre=ice" },
		{ "\"nicquirk.skip=a-quirk,another\" nicquirk=off",
		  "nicquirk.skip=a-quirk,another nicquirk=off" },
		{ "nicquirk=berlin nicquirk.berlin=1 nicquirk.skip=\"a b\"",
		  "nicquirk nicquirk.berlin=1 nicquirk.skip" },
		{ "netroot=iscsi:user:password@192.0.2.1 ip=dhcp -- ice.debug=1", "" },
		{ "ice.debug=192.0.2.1 ice.debug=\"two words\" ice.debug=",
		  "ice.debug ice.debug ice.debug" },
		{ "ice.debug=12345678901 ice.debug=0x12345678901234567",
		  "ice.debug ice.debug" },
		{ "", "" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char *line = strdup(rows[i].line);

		assert_non_null(line);
		redact_parameters(line);
		assert_string_equal(line, rows[i].want);
		free(line);
	}
}

/* Each word that the policy takes is shown, and none that it does not. */
static void our_own_words_are_the_policys(void **state _unused_)
{
	size_t n = 0;

	for (const struct policy_key *row = policy_parameters; row->form; row++) {
		char line[128], form[64], *rest = form, *word;

		snprintf(form, sizeof(form), "%s", row->form);
		while (!row->separators && (word = strsep(&rest, "|"))) {
			char want[128];

			snprintf(want, sizeof(want), "%s=%s", row->key, word);
			strcpy(line, want);
			redact_parameters(line);
			assert_string_equal(line, want);
			snprintf(line, sizeof(line), "%s=%sx", row->key, word);
			redact_parameters(line);
			assert_string_equal(line, row->key);
			n++;
		}
	}
	assert_true(n >= 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_of_the_kernel_s_kind_stay),
		cmocka_unit_test(names_that_a_person_gave_are_numbered),
		cmocka_unit_test(a_name_is_replaced_alike_everywhere),
		cmocka_unit_test(addresses_in_interface_names_are_blotted_out),
		cmocka_unit_test(values_are_numbers_or_known_words),
		cmocka_unit_test(our_own_words_are_the_policys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
