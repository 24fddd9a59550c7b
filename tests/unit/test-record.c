/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scratch.h"

#include <fcntl.h>
#include <sys/file.h>

#include "facts/record.h"

#define SLOT "0000:00:19.0"

static char tso_name[] = "tx-tcp-segmentation";
static char aspm_name[] = "l1_aspm";

static const struct change tso = {
	.type = ACTION_FEATURE,
	.name = tso_name,
	.old = true,
	.granted = true,
	.time = 1763440542,
};
static const struct change eee = { .type = ACTION_EEE, .old = true, .time = -1 };
static const struct change aspm = {
	.type = ACTION_ASPM,
	.name = aspm_name,
	.old = true,
	.granted = true,
};

/* Reads the record as a card with the interfaces 2 and 3 would. */
static struct nic read_back(struct scratch *scratch)
{
	struct nic nic = { .slot = strdup(SLOT) };

	nic.ifaces = calloc(2, sizeof(*nic.ifaces));
	assert_non_null(nic.ifaces);
	nic.n_ifaces = 2;
	nic.ifaces[0].ifindex = 2;
	nic.ifaces[1].ifindex = 3;
	assert_int_equal(record_read(&scratch->env, &nic), 0);
	return nic;
}

static int setup(void **state)
{
	if (scratch_setup(state) < 0)
		return -1;
	/* /run itself is there on every host. */
	scratch_write(*state, ENV_RUN, "keep", "");
	return 0;
}

static void what_is_written_is_read(void **state)
{
	struct scratch *scratch = *state;
	struct nic nic;

	assert_int_equal(
		record_update(&scratch->env, SLOT, 2, (struct change[]){ tso, eee }, 2),
		0);
	assert_int_equal(record_update(&scratch->env, SLOT, 0, &aspm, 1), 0);
	nic = read_back(scratch);
	assert_int_equal(nic.changes.n, 1);
	assert_string_equal(nic.changes.list[0].name, "l1_aspm");
	assert_int_equal(nic.ifaces[0].changes.n, 2);
	assert_string_equal(nic.ifaces[0].changes.list[0].name, "tx-tcp-segmentation");
	assert_true(nic.ifaces[0].changes.list[0].old);
	assert_false(nic.ifaces[0].changes.list[0].asked);
	assert_true(nic.ifaces[0].changes.list[0].granted);
	assert_int_equal(nic.ifaces[0].changes.list[0].time, 1763440542);
	assert_int_equal(nic.ifaces[0].changes.list[1].time, -1);
	assert_null(nic.ifaces[0].changes.list[1].name);
	assert_false(nic.ifaces[0].changes.list[1].granted);
	assert_int_equal(nic.ifaces[1].changes.n, 0);
	nic_clear(&nic);
}

static void newer_word_replaces_older(void **state)
{
	struct scratch *scratch = *state;
	struct change again = tso;
	struct nic nic;

	again.granted = false;
	assert_int_equal(record_update(&scratch->env, SLOT, 2, &tso, 1), 0);
	assert_int_equal(record_update(&scratch->env, SLOT, 3, &tso, 1), 0);
	assert_int_equal(record_update(&scratch->env, SLOT, 2, &again, 1), 0);
	nic = read_back(scratch);
	assert_int_equal(nic.ifaces[0].changes.n, 1);
	assert_false(nic.ifaces[0].changes.list[0].granted);
	assert_int_equal(nic.ifaces[1].changes.n, 1);
	assert_true(nic.ifaces[1].changes.list[0].granted);
	nic_clear(&nic);
}

/* A writer was killed, or /run was full: the time may have had more digits. */
static void line_that_was_cut_off_never_counts(void **state)
{
	struct scratch *scratch = *state;
	struct nic nic;

	scratch_write(scratch, ENV_RUN, "records/" SLOT, "2 eee - on off granted@17");
	nic = read_back(scratch);
	assert_int_equal(nic.ifaces[0].changes.n, 0);
	nic_clear(&nic);
	assert_int_equal(record_update(&scratch->env, SLOT, 2, &tso, 1), 0);
	nic = read_back(scratch);
	assert_int_equal(nic.ifaces[0].changes.n, 1);
	assert_string_equal(nic.ifaces[0].changes.list[0].name, "tx-tcp-segmentation");
	nic_clear(&nic);
}

static void forgetting_one_keeps_the_others(void **state)
{
	struct scratch *scratch = *state;
	struct nic nic;

	assert_int_equal(record_update(&scratch->env, SLOT, 2, &tso, 1), 0);
	assert_int_equal(record_update(&scratch->env, SLOT, 3, &eee, 1), 0);
	assert_int_equal(record_forget(&scratch->env, SLOT, 2), 0);
	nic = read_back(scratch);
	assert_int_equal(nic.ifaces[0].changes.n, 0);
	assert_int_equal(nic.ifaces[1].changes.n, 1);
	nic_clear(&nic);
}

static void empty_record_leaves_no_file(void **state)
{
	struct scratch *scratch = *state;
	char path[PATH_MAX];

	assert_int_equal(record_update(&scratch->env, SLOT, 2, &tso, 1), 0);
	assert_int_equal(env_path(path, &scratch->env, ENV_RUN, "records/" SLOT), 0);
	assert_int_equal(access(path, F_OK), 0);
	assert_int_equal(record_forget(&scratch->env, SLOT, 2), 0);
	assert_int_equal(access(path, F_OK), -1);
}

static void damaged_lines_are_left_out(void **state)
{
	struct scratch *scratch = *state;
	struct nic nic;

	scratch_write(scratch, ENV_RUN, "records/" SLOT,
		      "2 feature rx-gro on off granted\n"
		      "2 feature\n"
		      "x feature rx-lro on off granted\n"
		      "2 nonsense rx-lro on off granted\n"
		      "\n"
		      "3 eee - on off gran");
	nic = read_back(scratch);
	assert_int_equal(nic.ifaces[0].changes.n, 1);
	/* Without a time: written by an older program, in an old image. */
	assert_int_equal(nic.ifaces[0].changes.list[0].time, -1);
	assert_int_equal(nic.ifaces[1].changes.n, 0);
	nic_clear(&nic);
	/* What is added next does not suffer. */
	assert_int_equal(record_update(&scratch->env, SLOT, 3, &tso, 1), 0);
	nic = read_back(scratch);
	assert_int_equal(nic.ifaces[1].changes.n, 1);
	assert_true(nic.ifaces[1].changes.list[0].granted);
	nic_clear(&nic);
}

static off_t record_size(struct scratch *scratch)
{
	char path[PATH_MAX];
	struct stat st;

	scratch_path(scratch, path, ENV_RUN, "records/" SLOT);
	assert_int_equal(stat(path, &st), 0);
	return st.st_size;
}

static void record_does_not_grow_for_ever(void **state)
{
	struct scratch *scratch = *state;
	struct change again = tso;
	off_t largest = 0;
	struct nic nic;

	assert_int_equal(record_update(&scratch->env, SLOT, 3, &eee, 1), 0);
	for (unsigned i = 0; i < 2000; i++) {
		off_t size;

		again.granted = i % 2;
		assert_int_equal(record_update(&scratch->env, SLOT, 2, &again, 1), 0);
		size = record_size(scratch);
		largest = size > largest ? size : largest;
	}
	/* 2,000 lines are 90,000 bytes. */
	assert_in_range(largest, 1, 17000);
	nic = read_back(scratch);
	assert_int_equal(nic.ifaces[0].changes.n, 1);
	assert_true(nic.ifaces[0].changes.list[0].granted);
	assert_int_equal(nic.ifaces[1].changes.n, 1);
	nic_clear(&nic);
}

static void what_is_forgotten_can_be_set_again(void **state)
{
	struct scratch *scratch = *state;
	struct nic nic;

	assert_int_equal(record_update(&scratch->env, SLOT, 3, &eee, 1), 0);
	assert_int_equal(
		record_update(&scratch->env, SLOT, 2, (struct change[]){ tso, eee }, 2),
		0);
	assert_int_equal(record_forget(&scratch->env, SLOT, 2), 0);
	assert_int_equal(record_update(&scratch->env, SLOT, 2, &eee, 1), 0);
	nic = read_back(scratch);
	assert_int_equal(nic.ifaces[0].changes.n, 1);
	assert_int_equal(nic.ifaces[0].changes.list[0].type, ACTION_EEE);
	assert_int_equal(nic.ifaces[1].changes.n, 1);
	nic_clear(&nic);
}

static void forgetting_waits_for_nobody(void **state)
{
	struct scratch *scratch = *state;
	char path[PATH_MAX];
	struct nic nic;
	int fd;

	assert_int_equal(record_update(&scratch->env, SLOT, 2, &tso, 1), 0);
	assert_int_equal(record_update(&scratch->env, SLOT, 3, &tso, 1), 0);
	assert_int_equal(record_forget(&scratch->env, SLOT, 3), 0);
	/* Another writes the record anew, and does not come to an end. */
	scratch_path(scratch, path, ENV_RUN, "records.lock");
	fd = open(path, O_RDWR | O_CLOEXEC);
	assert_return_code(fd, errno);
	assert_int_equal(flock(fd, LOCK_EX | LOCK_NB), 0);
	assert_int_equal(record_forget(&scratch->env, SLOT, 2), 0);
	nic = read_back(scratch);
	assert_int_equal(nic.ifaces[0].changes.n, 0);
	assert_int_equal(nic.ifaces[1].changes.n, 0);
	nic_clear(&nic);
	close(fd);
	assert_int_equal(record_forget(&scratch->env, SLOT, 2), 0);
	scratch_path(scratch, path, ENV_RUN, "records/" SLOT);
	assert_int_equal(access(path, F_OK), -1);
}

static void nobody_else_may_open_the_lock(void **state)
{
	struct scratch *scratch = *state;
	char path[PATH_MAX];
	struct stat st;

	assert_int_equal(record_update(&scratch->env, SLOT, 2, &tso, 1), 0);
	assert_int_equal(record_forget(&scratch->env, SLOT, 2), 0);
	scratch_path(scratch, path, ENV_RUN, "records.lock");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static void nowhere_to_write_is_an_error(void **state)
{
	struct scratch *scratch = *state;

	/* A file stands where the folder should be. */
	scratch_write(scratch, ENV_RUN, "records", "");
	assert_int_equal(record_update(&scratch->env, SLOT, 2, &tso, 1), -ENOTDIR);
}

static void other_people_s_folder_is_not_written_to(void **state)
{
	struct scratch *scratch = *state;
	char path[PATH_MAX], target[PATH_MAX];

	scratch_path(scratch, path, ENV_RUN, "records");
	assert_int_equal(mkdir(path, 0755), 0);
	assert_int_equal(chmod(path, 0777), 0);
	assert_int_equal(record_update(&scratch->env, SLOT, 2, &tso, 1), -EPERM);
	assert_int_equal(rmdir(path), 0);
	scratch_path(scratch, target, ENV_RUN, "elsewhere/");
	assert_int_equal(symlink(target, path), 0);
	assert_int_equal(record_update(&scratch->env, SLOT, 2, &tso, 1), -ENOTDIR);
	assert_int_equal(rmdir(target), 0);
}

static void what_a_link_points_to_is_not_written(void **state)
{
	struct scratch *scratch = *state;
	char path[PATH_MAX], target[PATH_MAX];
	struct stat st;

	scratch_write(scratch, ENV_RUN, "precious", "");
	scratch_path(scratch, target, ENV_RUN, "precious");
	scratch_path(scratch, path, ENV_RUN, "records/" SLOT);
	assert_int_equal(symlink(target, path), 0);
	assert_int_equal(record_update(&scratch->env, SLOT, 2, &tso, 1), 0);
	assert_int_equal(stat(target, &st), 0);
	assert_int_equal(st.st_size, 0);
	assert_int_equal(lstat(path, &st), 0);
	assert_true(S_ISREG(st.st_mode));
	assert_true(st.st_size > 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, scratch_teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(what_is_written_is_read),
		TEST(newer_word_replaces_older),
		TEST(line_that_was_cut_off_never_counts),
		TEST(forgetting_one_keeps_the_others),
		TEST(empty_record_leaves_no_file),
		TEST(damaged_lines_are_left_out),
		TEST(record_does_not_grow_for_ever),
		TEST(what_is_forgotten_can_be_set_again),
		TEST(forgetting_waits_for_nobody),
		TEST(nobody_else_may_open_the_lock),
		TEST(nowhere_to_write_is_an_error),
		TEST(other_people_s_folder_is_not_written_to),
		TEST(what_a_link_points_to_is_not_written),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
