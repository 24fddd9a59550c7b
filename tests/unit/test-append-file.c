/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scratch.h"

#include <sys/wait.h>

#include "base/append-file.h"

static void read_all(const char *path, char text[static 256])
{
	FILE *file = fopen(path, "re");

	assert_non_null(file);
	text[fread(text, 1, 255, file)] = '\0';
	fclose(file);
}

/* A file "log" with one line, opened; PATH is where it is. */
static FILE *begin(struct scratch *scratch, char path[static PATH_MAX])
{
	FILE *file;
	size_t size;

	scratch_write(scratch, ENV_RUN, "keep", "");
	scratch_path(scratch, path, ENV_RUN, "log");
	assert_int_equal(append_file_add(path, "one\n", &size), 0);
	assert_int_equal(size, 4);
	file = fopen(path, "re");
	assert_non_null(file);
	return file;
}

static void lines_are_added(void **state)
{
	char path[PATH_MAX], text[256];
	FILE *old = begin(*state, path);
	size_t size;

	assert_int_equal(append_file_add(path, "two\nthree\n", &size), 0);
	assert_int_equal(size, 14);
	read_all(path, text);
	assert_string_equal(text, "one\ntwo\nthree\n");
	fclose(old);
}

static void line_that_was_cut_off_is_marked(void **state)
{
	char path[PATH_MAX], text[256];
	FILE *old = begin(*state, path), *cut;
	size_t size;

	cut = fopen(path, "ae");
	assert_non_null(cut);
	fputs("tw", cut);
	fclose(cut);
	assert_int_equal(append_file_add(path, "three\n", &size), 0);
	read_all(path, text);
	assert_string_equal(text, "one\ntw cut-off\nthree\n");
	fclose(old);
}

static void what_came_in_between_is_carried_over(void **state)
{
	char path[PATH_MAX], text[256];
	FILE *old = begin(*state, path);
	size_t size;

	assert_string_equal(fgets(text, sizeof(text), old), "one\n");
	assert_int_equal(append_file_add(path, "two\n", &size), 0);
	assert_int_equal(append_file_replace(path, old, 4, "ONE\n"), 0);
	read_all(path, text);
	assert_string_equal(text, "ONE\ntwo\n");
	fclose(old);
}

static void nothing_to_keep_is_no_file(void **state)
{
	char path[PATH_MAX];
	FILE *old = begin(*state, path);

	assert_int_equal(append_file_replace(path, old, 4, ""), 0);
	assert_int_equal(access(path, F_OK), -1);
	fclose(old);
}

static void removed_file_comes_back_for_what_came_in_between(void **state)
{
	char path[PATH_MAX], text[256];
	FILE *old = begin(*state, path);
	size_t size;

	assert_int_equal(append_file_add(path, "two\n", &size), 0);
	assert_int_equal(append_file_replace(path, old, 4, ""), 0);
	read_all(path, text);
	assert_string_equal(text, "two\n");
	fclose(old);
}

/* How many lines each of WRITERS has added, while the file is replaced all the time. */
#define WRITERS 4
#define LINES	200

static void write_lines(const char *path, unsigned writer)
{
	for (unsigned i = 0; i < LINES; i++) {
		char line[32];
		size_t size;

		snprintf(line, sizeof(line), "%u %u\n", writer, i);
		if (append_file_add(path, line, &size) < 0)
			_exit(1);
	}
	_exit(0);
}

/* Takes the place of the file with what it has, as often as it can until the writers are
 * done. */
static void replace_until_done(const char *path)
{
	unsigned done = 0;

	while (done < WRITERS) {
		_cleanup_free_ char *text = NULL;
		FILE *old = fopen(path, "re");
		size_t capacity = 0;
		ssize_t length;
		int status;

		assert_non_null(old);
		length = getdelim(&text, &capacity, '\0', old);
		assert_true(length > 0);
		assert_int_equal(append_file_replace(path, old, (size_t)length, text), 0);
		fclose(old);
		if (waitpid(-1, &status, WNOHANG) > 0) {
			assert_int_equal(status, 0);
			done++;
		}
	}
}

static void nothing_is_lost_to_who_replaces_it(void **state)
{
	bool seen[WRITERS][LINES] = { 0 };
	char path[PATH_MAX], line[64];
	FILE *file = begin(*state, path);
	unsigned writer, i, n = 0;

	fclose(file);
	for (writer = 0; writer < WRITERS; writer++) {
		pid_t pid = fork();

		assert_return_code(pid, errno);
		if (pid == 0)
			write_lines(path, writer);
	}
	replace_until_done(path);
	file = fopen(path, "re");
	assert_non_null(file);
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "%u %u", &writer, &i) == 2 && writer < WRITERS &&
		    i < LINES) {
			n += !seen[writer][i];
			seen[writer][i] = true;
		}
	fclose(file);
	assert_int_equal(n, WRITERS * LINES);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(lines_are_added),
		TEST(line_that_was_cut_off_is_marked),
		TEST(what_came_in_between_is_carried_over),
		TEST(nothing_to_keep_is_no_file),
		TEST(removed_file_comes_back_for_what_came_in_between),
		TEST(nothing_is_lost_to_who_replaces_it),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
