/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint/kernel-pin.h"

#include <ctype.h>

#include "base/version.h"
#include "lint/conf-line.h"

static int set_kernel_pin(struct kernel_pin *pin, const char *release, size_t length,
			  const char *file, unsigned line)
{
	kernel_pin_clear(pin);
	pin->release = strndup(release, length);
	pin->file = strdup(file);
	pin->line = line;
	return pin->release && pin->file ? 0 : -ENOMEM;
}

/* The file is the release and nothing else. */
static int take_proxmox(void *user, char *text, const char *file, unsigned line)
{
	const char *release = conf_word(&text);

	return set_kernel_pin(user, release, strlen(release), file, line);
}

/*
 * The release in the name of a menu entry: "...>Debian GNU/Linux, with Linux
 * 6.1.0-47-amd64", or in its id, "gnulinux-6.1.0-47-amd64-advanced-UUID". What is no
 * release is no pin: 0 starts the newest.
 */
static int take_entry(struct kernel_pin *pin, const char *entry, const char *file,
		      unsigned line)
{
	static const char *const marks[] = { "with Linux ", "gnulinux-" };
	static const char *const ends[] = { "-advanced-", "-recovery-" };

	for (size_t i = 0; i < ARRAY_SIZE(marks); i++) {
		for (const char *at = entry; (at = strstr(at, marks[i]));) {
			size_t length;

			at += strlen(marks[i]);
			if (!isdigit((unsigned char)*at))
				continue;
			length = strcspn(at, " \t\"'>(");
			for (size_t j = 0; j < ARRAY_SIZE(ends); j++) {
				const char *end = strstr(at, ends[j]);

				if (end && (size_t)(end - at) < length)
					length = (size_t)(end - at);
			}
			return set_kernel_pin(pin, at, length, file, line);
		}
	}
	return 0;
}

struct grub {
	struct kernel_pin *pin;
	const char *key;
	bool is_saved;
};

static int take_grub_default(void *user, char *text, const char *file, unsigned line)
{
	struct grub *grub = user;
	size_t length = strlen(grub->key);

	if (strncmp(text, grub->key, length) != 0 || text[length] != '=')
		return 0;
	text += length + 1;
	/* The last line counts. */
	kernel_pin_clear(grub->pin);
	grub->is_saved = strncmp(text + strspn(text, "\"'"), "saved", 5) == 0;
	return take_entry(grub->pin, text, file, line);
}

static int read_pin(const struct env *env, const char *name, conf_line_taker *take,
		    void *user, struct problems *problems)
{
	char path[PATH_MAX];
	int r;

	if (env_path(path, env, ENV_ROOT, "%s", name) < 0)
		return 0;
	r = conf_lines_read(path, take, user);
	if (r < 0 && r != -ENOMEM && r != -ENOENT && problems)
		problem_add(problems, path, 0, "%s", strerror(-r));
	return r == -ENOMEM ? r : 0;
}

int kernel_pin_read(const struct env *env, struct problems *problems,
		    struct kernel_pin *ret)
{
	struct kernel_pin pin = { 0 };
	struct grub grub = { .pin = &pin, .key = "GRUB_DEFAULT" };
	int r;

	r = read_pin(env, "etc/kernel/proxmox-boot-pin", take_proxmox, &pin, problems);
	/* That this one cannot be read, the readers of its arguments say. */
	if (r >= 0 && !pin.release)
		r = read_pin(env, "etc/default/grub", take_grub_default, &grub, NULL);
	if (r >= 0 && grub.is_saved) {
		grub.key = "saved_entry";
		r = read_pin(env, "boot/grub/grubenv", take_grub_default, &grub,
			     problems);
	}
	if (r < 0) {
		kernel_pin_clear(&pin);
		return r;
	}
	*ret = pin;
	return 0;
}

void kernel_pin_clear(struct kernel_pin *pin)
{
	free(pin->release);
	free(pin->file);
	*pin = (struct kernel_pin){ 0 };
}

int kernel_newest(const struct env *env, char **ret)
{
	_cleanup_(strings_clear) struct strings names = { 0 };
	const char *newest = NULL;
	char path[PATH_MAX];
	int r;

	r = env_list(env, ENV_MODULES, &names, "%s", "");
	if (r < 0)
		return r == -ENOMEM ? r : -ENOENT;
	for (size_t i = 0; i < names.n; i++) {
		/* DKMS and removed kernels leave folders behind. */
		if (!version_is_valid(names.list[i]) ||
		    env_path(path, env, ENV_MODULES, "%s/modules.dep", names.list[i]) <
			    0 ||
		    access(path, F_OK) < 0)
			continue;
		if (!newest || strverscmp(names.list[i], newest) > 0)
			newest = names.list[i];
	}
	if (!newest)
		return -ENOENT;
	*ret = strdup(newest);
	return *ret ? 0 : -ENOMEM;
}
