/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scratch.h"

#include "base/siphash.h"
#include "facts/incident-check.h"

#define MACHINE	      "0123456789abcdef0123456789abcdef"
#define OTHER_MACHINE "fedcba9876543210fedcba9876543210"

static char tx_hang[] = "tx-hang", boot_1[] = "boot1", kernel[] = "7.0.14-5-pve";

static const struct card_id card = {
	.vendor = 0x8086,
	.device = 0x15bb,
	.subsystem_vendor = 0x17aa,
	.subsystem_device = 0x3136,
	.has_mac = true,
	.mac = 0xa129ca6149be45e5,
	.slot = "0000:00:1f.6",
};

static int setup(void **state)
{
	if (scratch_setup(state) < 0)
		return -1;
	scratch_write(*state, ENV_ROOT, "etc/machine-id", MACHINE "\n");
	/* /var/lib is there on every host. */
	scratch_write(*state, ENV_ROOT, "var/lib/keep", "");
	return 0;
}

#define STORE(test) cmocka_unit_test_setup_teardown(test, setup, scratch_teardown)

/* The paper's own test: the key 00 01 ... 0f and the text 00 01 ... 0e. */
static void the_hash_is_siphash_2_4(void **state _unused_)
{
	uint8_t key[SIPHASH_KEY_SIZE], text[15];

	for (size_t i = 0; i < sizeof(key); i++)
		key[i] = (uint8_t)i;
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (uint8_t)i;
	assert_true(siphash(key, text, sizeof(text)) == UINT64_C(0xa129ca6149be45e5));
	assert_true(siphash(key, text, 0) == UINT64_C(0x726fdb47dd0e0e31));
	assert_true(siphash(key, text, 8) == UINT64_C(0x93f5f5799a932462));
}

static struct incident hang(int64_t first)
{
	return (struct incident){
		.kind = tx_hang,
		.boot = boot_1,
		.lines = 4,
		.first = first,
		.last = first + 6,
		.kernel = kernel,
		.driver_origin = ORIGIN_IN_TREE,
	};
}

static int add_hang(struct incident_store *store, void *user)
{
	return incident_store_add(store, &card, user);
}

static void add(struct scratch *scratch, struct incident incident, int expected)
{
	assert_int_equal(incident_store_update(&scratch->env, &scratch->problems,
					       add_hang, &incident),
			 expected);
}

static struct incident_store read_back(struct scratch *scratch)
{
	struct incident_store store = { 0 };

	assert_int_equal(incident_store_read(&scratch->env, &scratch->problems, &store),
			 0);
	return store;
}

static void assert_problems(struct scratch *scratch, const char *expected)
{
	_cleanup_free_ char *problems = scratch_problems(scratch);

	assert_string_equal(problems, expected);
}

static void what_is_stored_is_read(void **state)
{
	struct scratch *scratch = *state;
	static char quirk[] = "e1000e-tx-hang";
	struct incident_step step = { .quirk = quirk, .step = 2 };
	struct incident incident = hang(1794976542);
	struct incident_store store;
	const struct incident *found;
	struct stat st;
	char path[PATH_MAX];

	incident.steps = &step;
	incident.n_steps = 1;
	incident.by_person = true;
	add(scratch, incident, 1);
	store = read_back(scratch);
	assert_string_equal(store.machine_id, MACHINE);
	assert_null(store.cursor);
	assert_int_equal(store.n, 1);
	assert_memory_equal(&store.list[0].card, &card, sizeof(card));
	found = &store.list[0].incident;
	assert_string_equal(found->kind, "tx-hang");
	assert_string_equal(found->boot, "boot1");
	assert_string_equal(found->kernel, "7.0.14-5-pve");
	assert_null(found->driver_version);
	assert_int_equal(found->driver_origin, ORIGIN_IN_TREE);
	assert_int_equal(found->lines, 4);
	assert_int_equal(found->first, 1794976542);
	assert_int_equal(found->last, 1794976548);
	assert_true(found->by_person);
	assert_int_equal(incident_step(found, "e1000e-tx-hang"), 2);
	incident_store_clear(&store);
	assert_problems(scratch, "");
	/* It says when this host was in trouble: root's alone. */
	scratch_path(scratch, path, ENV_STATE, "incidents");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
}

static void the_same_incident_is_stored_once(void **state)
{
	struct scratch *scratch = *state;
	struct incident longer = hang(1000);
	static char quirk[] = "q";
	struct incident_step step = { .quirk = quirk, .step = 0 };
	struct incident_store store;

	add(scratch, hang(1000), 1);
	add(scratch, hang(1000), 0);
	longer.lines = 9;
	longer.last = 1020;
	longer.steps = &step;
	longer.n_steps = 1;
	add(scratch, longer, 1);
	add(scratch, longer, 0);
	add(scratch, hang(1000), 0);
	add(scratch, hang(1001), 1);
	store = read_back(scratch);
	assert_int_equal(store.n, 2);
	assert_int_equal(store.list[0].incident.lines, 9);
	assert_int_equal(store.list[0].incident.last, 1020);
	assert_int_equal(incident_step(&store.list[0].incident, "q"), 0);
	incident_store_clear(&store);
}

static void a_store_of_another_machine_is_ignored_and_named(void **state)
{
	struct scratch *scratch = *state;
	struct incident_store store;

	scratch_write(scratch, ENV_STATE, "incidents",
		      OTHER_MACHINE "\n-\n8086:15bb - - 0000:00:1f.6 tx-hang b 1 2 3 "
				    "- - - - -\n");
	store = read_back(scratch);
	assert_int_equal(store.n, 0);
	assert_string_equal(store.machine_id, MACHINE);
	incident_store_clear(&store);
	assert_problems(scratch, "incidents:1: of another machine (a copied disk?), the "
				 "file is ignored: nicquirk incidents --forget all\n");
	/* An initramfs has no machine id of its own, or that of the image. */
	scratch_write(scratch, ENV_ROOT, "etc/initrd-release", "");
	store = read_back(scratch);
	assert_int_equal(store.n, 1);
	assert_string_equal(store.machine_id, OTHER_MACHINE);
	incident_store_clear(&store);
}

static void it_is_replaced_when_something_is_stored(void **state)
{
	struct scratch *scratch = *state;
	struct incident_store store;

	scratch_write(scratch, ENV_STATE, "incidents", OTHER_MACHINE "\ncursor\n");
	add(scratch, hang(1000), 1);
	problems_clear(&scratch->problems);
	store = read_back(scratch);
	assert_int_equal(store.n, 1);
	assert_null(store.cursor);
	incident_store_clear(&store);
	assert_problems(scratch, "");
}

static void rubbish_is_ignored_and_named(void **state)
{
	struct scratch *scratch = *state;
	struct incident_store store;

	scratch_write(scratch, ENV_STATE, "incidents",
		      MACHINE
		      "\ns=1;i=2\n"
		      "8086:15bb - - 0000:00:1f.6 tx-hang b 1 2 3 k in-tree v - q=1\n"
		      "8086:15bb - - 0000:00:1f.6 tx-hang b 1 2 3 k in-tree v -\n"
		      "8086:15bb - - 0000:00:1f.6 tx-hang b 1 2 0 k in-tree v - -\n"
		      "8086:15bb - - 0000:00:1f.6 tx-hang b x 2 3 k in-tree v - -\n"
		      "8086:15BB - - 0000:00:1f.6 tx-hang b 1 2 3 k in-tree v - -\n"
		      "8086:15bb - 12 0000:00:1f.6 tx-hang b 1 2 3 k in-tree v - -\n"
		      "8086:15bb - - 0000:00:1f.6 - b 1 2 3 k in-tree v - -\n"
		      "8086:15bb - - 0000:00:1f.6 tx-hang b 1 2 3 k mine v - -\n"
		      "8086:15bb - - 0000:00:1f.6 tx-hang b 1 2 3 k in-tree v - q=-1\n"
		      "8086:15bb - - 0000:00:1f.6 later b 1 2 3 k in-tree v - q=1 more\n"
		      "8086:15bb - - 0000:00:1f.6 cut-off b 1");
	store = read_back(scratch);
	assert_string_equal(store.cursor, "s=1;i=2");
	assert_int_equal(store.n, 2);
	assert_string_equal(store.list[0].incident.kind, "tx-hang");
	assert_string_equal(store.list[1].incident.kind, "later");
	incident_store_clear(&store);
	assert_problems(scratch, "incidents:4: no incident, ignored\n"
				 "incidents:5: no incident, ignored\n"
				 "incidents:6: no incident, ignored\n"
				 "incidents:7: no incident, ignored\n"
				 "incidents:8: no incident, ignored\n"
				 "incidents:9: no incident, ignored\n"
				 "incidents:10: no incident, ignored\n"
				 "incidents:11: no incident, ignored\n"
				 "incidents:0: 1 more lines are no incidents, ignored\n");
}

#define A_HANG "8086:15bb - - 0000:00:1f.6 tx-hang b 1 2 3 - - - - -\n"

/* What a power cut leaves of a file: zeros. */
static void zeros_hide_no_line_after_them(void **state)
{
	static const char text[] =
		MACHINE "\n-\n\0\0\0\0\n" A_HANG "8086:15bb\0- - x\n" A_HANG;
	struct scratch *scratch = *state;
	struct incident_store store;

	scratch_write_bytes(scratch, ENV_STATE, "incidents", text, sizeof(text) - 1);
	store = read_back(scratch);
	assert_int_equal(store.n, 2);
	incident_store_clear(&store);
	assert_problems(scratch, "incidents:3: no incident, ignored\n"
				 "incidents:5: no incident, ignored\n");
}

static void what_an_editor_leaves_is_no_damage(void **state)
{
	struct scratch *scratch = *state;
	struct incident_store store;

	scratch_write(scratch, ENV_STATE, "incidents",
		      "\xef\xbb\xbf" MACHINE
		      "\r\n-\r\n8086:15bb - - 0000:00:1f.6 tx-hang b "
		      "1 2 3 - - - - q=2\r\n");
	store = read_back(scratch);
	assert_int_equal(store.n, 1);
	assert_null(store.cursor);
	assert_int_equal(incident_step(&store.list[0].incident, "q"), 2);
	incident_store_clear(&store);
	assert_problems(scratch, "");
}

/* A damaged line, or one of a later version, is still there to be looked at. */
static void what_was_ignored_is_kept(void **state)
{
	static const char *const stores[] = {
		"zzz\n-\n" A_HANG,
		OTHER_MACHINE "\n-\n" A_HANG,
		MACHINE "\n-\n" A_HANG "2 8086:15bb of a later version\n",
	};
	struct scratch *scratch = *state;

	for (size_t i = 0; i < ARRAY_SIZE(stores); i++) {
		_cleanup_free_ char *kept = NULL;

		scratch_write(scratch, ENV_STATE, "incidents", stores[i]);
		add(scratch, hang(1000 + (int64_t)i), 1);
		assert_int_equal(
			env_read(&scratch->env, ENV_STATE, &kept, INCIDENT_STORE_IGNORED),
			0);
		assert_int_equal(strncmp(kept, stores[i], strlen(kept)), 0);
		assert_int_equal(strlen(kept), strlen(stores[i]) - 1);
	}
}

/* Nothing was ignored of what is written from then on. */
static void what_was_ignored_is_kept_until_more_is(void **state)
{
	struct scratch *scratch = *state;
	_cleanup_free_ char *kept = NULL;

	scratch_write(scratch, ENV_STATE, "incidents", "zzz\n");
	add(scratch, hang(1000), 1);
	add(scratch, hang(2000), 1);
	scratch_write(scratch, ENV_STATE, "incidents", "");
	add(scratch, hang(3000), 1);
	assert_int_equal(
		env_read(&scratch->env, ENV_STATE, &kept, INCIDENT_STORE_IGNORED), 0);
	assert_string_equal(kept, "zzz");
}

static void a_file_that_is_no_store_is_ignored_and_named(void **state)
{
	struct scratch *scratch = *state;
	static char large[300 << 10];
	struct incident_store store;

	scratch_write(scratch, ENV_STATE, "incidents", "rubbish\n");
	store = read_back(scratch);
	assert_int_equal(store.n, 0);
	incident_store_clear(&store);
	scratch_write(scratch, ENV_STATE, "incidents", "");
	store = read_back(scratch);
	incident_store_clear(&store);
	memset(large, 'x', sizeof(large));
	scratch_write_bytes(scratch, ENV_STATE, "incidents", large, sizeof(large));
	store = read_back(scratch);
	incident_store_clear(&store);
	assert_problems(scratch, "incidents:1: no machine id, the file is ignored\n"
				 "incidents:1: no machine id, the file is ignored\n"
				 "incidents:0: cannot be read: File too large\n");
}

static void the_oldest_go_but_what_the_ladder_needs_stays(void **state)
{
	struct scratch *scratch = *state;
	static char other[] = "link-lost", quirk[] = "q";
	struct incident_step step = { .quirk = quirk, .step = 2 };
	struct incident incident = hang(1);
	struct incident_store store;

	/* The one with the highest step, the only one of its kind, and plain old ones. */
	incident.steps = &step;
	incident.n_steps = 1;
	add(scratch, incident, 1);
	incident = hang(2);
	incident.kind = other;
	add(scratch, incident, 1);
	for (int64_t first = 3; first < 3 + 2 * INCIDENT_STORE_MAX; first++)
		add(scratch, hang(first), 1);
	store = read_back(scratch);
	assert_int_equal(store.n, INCIDENT_STORE_MAX);
	assert_int_equal(store.list[0].incident.first, 1);
	assert_int_equal(store.list[1].incident.first, 2);
	assert_int_equal(store.list[2].incident.first,
			 3 + 2 * INCIDENT_STORE_MAX - (INCIDENT_STORE_MAX - 2));
	incident_store_clear(&store);
}

static int forget(struct incident_store *store, void *user)
{
	return (int)incident_store_forget(store, user);
}

static int set_cursor(struct incident_store *store, void *user)
{
	int r = incident_store_set_cursor(store, user);

	return r < 0 ? r : 1;
}

static void what_is_forgotten_is_gone_and_the_cursor_stays(void **state)
{
	struct scratch *scratch = *state;
	static char cursor[] = "s=1;i=2", two_lines[] = "a\nb";
	struct card_id other = card, moved = card;
	struct incident_store store;

	add(scratch, hang(1), 1);
	assert_int_equal(
		incident_store_update(&scratch->env, NULL, set_cursor, two_lines),
		-EINVAL);
	assert_int_equal(incident_store_update(&scratch->env, NULL, set_cursor, cursor),
			 1);
	other.mac++;
	strcpy(other.slot, "0000:01:00.0");
	assert_int_equal(incident_store_update(&scratch->env, NULL, forget, &other), 0);
	strcpy(moved.slot, "0000:05:00.0");
	assert_int_equal(incident_store_update(&scratch->env, NULL, forget, &moved), 1);
	store = read_back(scratch);
	assert_int_equal(store.n, 0);
	assert_string_equal(store.cursor, "s=1;i=2");
	incident_store_clear(&store);
	/* A card that replaced it: the slot is all that people can name. */
	add(scratch, hang(1), 1);
	other = card;
	other.device = 0x15bc;
	assert_int_equal(incident_store_update(&scratch->env, NULL, forget, &other), 1);
	add(scratch, hang(1), 1);
	assert_int_equal(incident_store_update(&scratch->env, NULL, forget, NULL), 1);
}

static void a_card_is_known_by_its_address_wherever_it_is(void **state _unused_)
{
	struct card_id a = card, b = card;

	assert_true(card_id_equal(&a, &b));
	strcpy(b.slot, "0000:05:00.0");
	assert_true(card_id_equal(&a, &b));
	b.mac++;
	assert_false(card_id_equal(&a, &b));
	strcpy(b.slot, a.slot);
	assert_false(card_id_equal(&a, &b));
	/* Without an address, as under --root: by the slot. */
	b.has_mac = false;
	assert_true(card_id_equal(&a, &b));
	strcpy(b.slot, "0000:05:00.0");
	assert_false(card_id_equal(&a, &b));
	strcpy(b.slot, a.slot);
	b.subsystem_device++;
	assert_false(card_id_equal(&a, &b));
}

static void incidents_become_facts_of_their_card(void **state)
{
	struct scratch *scratch = *state;
	static char slot[] = "0000:00:1f.6", other_slot[] = "0000:01:00.0";
	struct nic nics[] = {
		{ .slot = other_slot,
		  .vendor = 0x8086,
		  .device = 0x15bb,
		  .subsystem_vendor = 0x17aa,
		  .subsystem_device = 0x3136 },
		{ .slot = slot,
		  .vendor = 0x8086,
		  .device = 0x15bb,
		  .subsystem_vendor = 0x17aa,
		  .subsystem_device = 0x3136 },
	};
	struct facts facts = { .nics = nics, .n_nics = ARRAY_SIZE(nics) };

	add(scratch, hang(1), 1);
	assert_int_equal(incident_store_read_facts(&scratch->env, NULL, &facts), 0);
	assert_int_equal(nics[0].incidents.n, 0);
	assert_int_equal(nics[1].incidents.n, 1);
	incidents_clear(&nics[1].incidents);
}

static void incidents_of_a_replaced_card_are_counted(void **state)
{
	struct scratch *scratch = *state;
	struct card_id cards[] = { card, card };
	struct incident_store store;

	add(scratch, hang(1), 1);
	add(scratch, hang(2), 1);
	store = read_back(scratch);
	/* It is there, whatever else is in its slot now. */
	strcpy(cards[0].slot, "0000:05:00.0");
	cards[1].mac++;
	assert_int_equal(incident_store_count_replaced(&store, cards, 2, 0), 0);
	assert_int_equal(incident_store_count_replaced(&store, cards, 2, 1), 0);
	/* It is gone, and another one of its model is in its slot. */
	cards[0].mac--;
	assert_int_equal(incident_store_count_replaced(&store, cards, 2, 0), 0);
	assert_int_equal(incident_store_count_replaced(&store, cards, 2, 1), 2);
	incident_store_clear(&store);
}

static void a_check_names_kinds_that_are_not_known(void **state)
{
	struct scratch *scratch = *state;
	char path[PATH_MAX];

	assert_int_equal(incident_store_check(&scratch->env, NULL, &scratch->problems),
			 0);
	assert_problems(scratch, "");
	scratch_write(scratch, ENV_STATE, "incidents",
		      MACHINE "\n-\n"
			      "8086:15bb - - 0000:00:1f.6 cut-off b 1\n"
			      "8086:15bb - - 0000:00:1f.6 later b 1 2 3 - - - - -\n"
			      "8086:15bb - - 0000:00:1f.6 tx-hang b 1 2 3 - - - - -\n");
	assert_int_equal(incident_store_check(&scratch->env, NULL, &scratch->problems),
			 0);
	scratch_path(scratch, path, ENV_STATE, "incidents");
	assert_int_equal(incident_store_check(&scratch->env, path, &scratch->problems),
			 0);
	strcat(path, ".none");
	assert_int_equal(incident_store_check(&scratch->env, path, &scratch->problems),
			 0);
	assert_problems(scratch,
			"incidents:3: no incident, ignored\n"
			"incidents:4: 'later' is no kind that this version knows: kept, "
			"and confirms nothing\n"
			"incidents:3: no incident, ignored\n"
			"incidents:4: 'later' is no kind that this version knows: kept, "
			"and confirms nothing\n"
			"incidents.none:0: cannot be read: No such file or directory\n");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_hash_is_siphash_2_4),
		STORE(what_is_stored_is_read),
		STORE(the_same_incident_is_stored_once),
		STORE(a_store_of_another_machine_is_ignored_and_named),
		STORE(it_is_replaced_when_something_is_stored),
		STORE(rubbish_is_ignored_and_named),
		STORE(zeros_hide_no_line_after_them),
		STORE(what_an_editor_leaves_is_no_damage),
		STORE(what_was_ignored_is_kept),
		STORE(what_was_ignored_is_kept_until_more_is),
		STORE(a_file_that_is_no_store_is_ignored_and_named),
		STORE(the_oldest_go_but_what_the_ladder_needs_stays),
		STORE(what_is_forgotten_is_gone_and_the_cursor_stays),
		cmocka_unit_test(a_card_is_known_by_its_address_wherever_it_is),
		STORE(incidents_become_facts_of_their_card),
		STORE(incidents_of_a_replaced_card_are_counted),
		STORE(a_check_names_kinds_that_are_not_known),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
