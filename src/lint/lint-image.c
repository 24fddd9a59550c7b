/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint/conf-line.h"
#include "lint/initrd.h"
#include "lint/kernel-pin.h"
#include "lint/lint-check.h"
#include "lint/modprobe-read.h"

/* The line as an image's are kept: one blank between words. */
static int normalise(const struct modprobe_line *line, char **ret)
{
	_cleanup_free_ char *rest = strdup(line->rest);
	char *cursor = rest, *text, *longer;
	const char *word;

	if (!rest || asprintf(&text, "%s %s", line->command, line->module) < 0)
		return -ENOMEM;
	while ((word = conf_word(&cursor))) {
		int r = asprintf(&longer, "%s %s", text, word);

		free(text);
		if (r < 0)
			return -ENOMEM;
		text = longer;
	}
	*ret = text;
	return 0;
}

/* A driver that is loaded in the initramfs does not wait for the real root's
 * configuration. */
static int check_modprobe(struct lint *lint, const struct initrd *initrd)
{
	struct modprobe_lines lines = { 0 };
	int r;

	r = modprobe_lines_read(lint->env, lint->problems, &lines);
	for (size_t i = 0; i < lines.n && r >= 0; i++) {
		const struct modprobe_line *line = &lines.list[i];
		_cleanup_free_ char *text = NULL;

		if (!lint_is_driver(line->module) ||
		    !initrd_has_module(initrd, line->module))
			continue;
		r = normalise(line, &text);
		if (r >= 0 && !strings_contain(&initrd->modprobe, text))
			r = lint_add(lint, LINT_MODPROBE_IMAGE, line->file, line->line,
				     "\"%s\" comes too late: %s has the driver, and "
				     "loads it without this line",
				     text, initrd->path);
	}
	modprobe_lines_clear(&lines);
	return r;
}

/* Whether something is to be set on a card, whether or not it is in place now. */
static bool needs_cure(const struct plan_card *card)
{
	for (size_t i = 0; i < card->n_quirks; i++)
		if (card->quirks[i].match && !card->quirks[i].skipped &&
		    card->quirks[i].acts)
			return true;
	return false;
}

/* A host may do without nicquirk, and have what it exports. */
static bool is_installed(const struct lint *lint)
{
	static const char *const folders[] = { "etc", "usr/lib", "lib" };
	char path[PATH_MAX];

	for (size_t i = 0; i < ARRAY_SIZE(folders); i++)
		if (env_path(path, lint->env, ENV_ROOT,
			     "%s/udev/rules.d/70-nicquirk.rules", folders[i]) == 0 &&
		    access(path, F_OK) == 0)
			return true;
	return false;
}

static int check_rule(struct lint *lint, const struct initrd *initrd)
{
	static const char *const needed[] = { "udev/rules.d/70-nicquirk.rules",
					      "udev/nicquirk-link" };
	const char *missing = NULL;

	if (!is_installed(lint))
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(needed); i++)
		if (!initrd_has(initrd, needed[i]))
			missing = needed[i];
	for (size_t i = 0; i < lint->plan->n_cards && missing; i++) {
		const struct plan_card *card = &lint->plan->cards[i];

		if (card->nic->driver && needs_cure(card) &&
		    initrd_has_module(initrd, card->nic->driver))
			return lint_add(lint, LINT_RULE_IMAGE, initrd->path, 0,
					"has %s, which drives %s, and no %s: the card "
					"is not cured before the real root",
					card->nic->driver, card->nic->slot, missing);
	}
	return 0;
}

/* An image that was not made anew when the package was removed. */
static int check_left(struct lint *lint, const struct initrd *initrd)
{
	if (is_installed(lint) || !initrd_has(initrd, "udev/nicquirk-link"))
		return 0;
	return lint_add(
		lint, LINT_IMAGE_LEFT, initrd->path, 0,
		"holds nicquirk, which is not installed: it goes on to act in each "
		"boot of that kernel");
}

/* NEXT: it is the image of this boot, or the next boot's. */
static int check_image(struct lint *lint, const char *release, bool next)
{
	struct initrd initrd = { 0 };
	int r;

	r = initrd_read(lint->env, release, &initrd);
	if (r >= 0)
		r = next ? check_modprobe(lint, &initrd) : 0;
	else if (r == -ENOEXEC)
		problem_add(lint->problems, initrd.path, 0,
			    "the program that decompresses it is not installed");
	else if (r != -ENOENT && r != -ENOMEM)
		problem_add(lint->problems, initrd.path, 0, "%s",
			    r == -EBADMSG ? "is no initramfs, or cut off" : strerror(-r));
	if (r >= 0)
		r = check_rule(lint, &initrd);
	if (r >= 0)
		r = check_left(lint, &initrd);
	initrd_clear(&initrd);
	return r == -ENOMEM ? r : 0;
}

int lint_images(struct lint *lint)
{
	const char *running = lint->plan->facts->kernel;
	_cleanup_(strings_clear) struct strings releases = { 0 };
	_cleanup_free_ char *newest = NULL;
	int r;

	/* A host without module folders has no image to look at, or its own alone. */
	if (kernel_newest(lint->env, &newest) == -ENOMEM ||
	    env_list(lint->env, ENV_MODULES, &releases, "%s", "") == -ENOMEM)
		return -ENOMEM;
	r = running && !strings_contain(&releases, running)
		    ? strings_add(&releases, running)
		    : 0;
	for (size_t i = 0; i < releases.n && r >= 0; i++) {
		const char *release = releases.list[i];

		r = check_image(lint, release,
				streq(release, newest ?: "") ||
					streq(release, running ?: ""));
	}
	return r;
}
