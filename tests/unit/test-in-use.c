/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Below --root sysfs alone says whether a card is in use; ../netns/in-use.t asks a
 * kernel. */
#include "scratch.h"

#include "facts/in-use.h"

#define SLOT "0000:00:19.0"

static void add_interface(struct scratch *scratch, const char *name, const char *flags)
{
	char file[64];

	snprintf(file, sizeof(file), "bus/pci/devices/" SLOT "/net/%s/x", name);
	scratch_write(scratch, ENV_SYS, file, "");
	snprintf(file, sizeof(file), "class/net/%s/flags", name);
	scratch_write(scratch, ENV_SYS, file, flags);
}

static void an_interface_that_is_up_is_in_use(void **state)
{
	struct scratch *scratch = *state;

	add_interface(scratch, "eno1", "0x1002\n");
	assert_false(iface_is_in_use(&scratch->env, "eno1"));
	assert_false(nic_is_in_use(&scratch->env, SLOT));
	add_interface(scratch, "eno1", "0x1003\n");
	assert_true(iface_is_in_use(&scratch->env, "eno1"));
	assert_true(nic_is_in_use(&scratch->env, SLOT));
}

static void one_that_is_enslaved_is_in_use(void **state)
{
	struct scratch *scratch = *state;
	char path[PATH_MAX];

	add_interface(scratch, "eno1", "0x1002\n");
	scratch_path(scratch, path, ENV_SYS, "class/net/eno1/master");
	assert_int_equal(symlink("../vmbr0", path), 0);
	assert_true(iface_is_in_use(&scratch->env, "eno1"));
}

static void one_that_is_not_there_is_not(void **state)
{
	struct scratch *scratch = *state;

	assert_false(iface_is_in_use(&scratch->env, "eno1"));
}

/* Its interface may be in another network namespace. */
static void a_card_without_an_interface_is_in_use(void **state)
{
	struct scratch *scratch = *state;

	assert_true(nic_is_in_use(&scratch->env, SLOT));
}

static void so_is_one_that_gave_functions_away(void **state)
{
	struct scratch *scratch = *state;

	add_interface(scratch, "eno1", "0x1002\n");
	scratch_write(scratch, ENV_SYS, "bus/pci/devices/" SLOT "/sriov_numvfs", "0\n");
	assert_false(nic_is_in_use(&scratch->env, SLOT));
	scratch_write(scratch, ENV_SYS, "bus/pci/devices/" SLOT "/sriov_numvfs", "2\n");
	assert_true(nic_is_in_use(&scratch->env, SLOT));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		SCRATCH(an_interface_that_is_up_is_in_use),
		SCRATCH(one_that_is_enslaved_is_in_use),
		SCRATCH(one_that_is_not_there_is_not),
		SCRATCH(a_card_without_an_interface_is_in_use),
		SCRATCH(so_is_one_that_gave_functions_away),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
