/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "modules/modprobe-write.h"

#include "base/atomic-file.h"
#include "base/permissions.h"
#include "base/sanitize.h"

#define COMMAND	  BINDIR "/nicquirk"
#define FILE_NAME "nicquirk.conf"
#define HEAD	  "# Made by nicquirk, gone with the next boot.\n"

/*
 * What modprobe gives to a shell in place of inserting a module. An old image may have
 * written the file on a host where the package is removed: there the module is inserted
 * as ever, or the host would be without its card.
 */
#define INSTALL_IF_THERE "install %s if test -x " COMMAND "; then "
#define ELSE_AS_EVER	 "; else exec modprobe --ignore-install %s $CMDLINE_OPTS; fi\n"

static void print_decision(FILE *stream, const struct plan_module *module)
{
	const char *name = module->module->name;

	if (!is_plain_word(name))
		return;
	if (module->decision == DECISION_PIN) {
		fprintf(stream, "# %s\n", module->reason);
		fprintf(stream, INSTALL_IF_THERE "exec " COMMAND " load %s" ELSE_AS_EVER,
			name, module->chosen->path, name);
	} else if (module->decision == DECISION_BLACKLIST) {
		/* A "blacklist" line would hold without the program, too, and does not
		 * stop who asks for the module by its name. */
		fprintf(stream, "# %s\n", module->reason);
		fprintf(stream,
			INSTALL_IF_THERE
			"echo nicquirk keeps %s from loading >&2; exit 1" ELSE_AS_EVER,
			name, name, name);
	}
}

/* Cards with the same quirk want the same module kept out. */
static void print_bans(FILE *stream, const struct plan *plan)
{
	for (size_t i = 0; i < plan->n_bans; i++) {
		const struct plan_ban *ban = &plan->bans[i];
		bool again = false;

		for (size_t j = 0; j < i; j++)
			again |= streq(plan->bans[j].name, ban->name);
		if (!again)
			fprintf(stream, "# %s\nblacklist %s\n", ban->quirk->id,
				ban->name);
	}
}

static int print_modprobe_conf(const struct plan *plan, char **ret)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	if (!stream)
		return -ENOMEM;
	fputs(HEAD, stream);
	for (size_t i = 0; i < plan->n_modules; i++)
		print_decision(stream, &plan->modules[i]);
	print_bans(stream, plan);
	return memstream_close(stream, &text, ret);
}

static bool is_right(const struct env *env, const char *text)
{
	_cleanup_free_ char *now = NULL;

	/* env_read() leaves the last newline out. */
	return env_read(env, ENV_MODPROBE, &now, FILE_NAME) == 0 &&
	       strlen(now) + 1 == strlen(text) && !strncmp(now, text, strlen(now));
}

int modprobe_write(const struct env *env, const struct plan *plan, bool *ret_written)
{
	_cleanup_free_ char *text = NULL;
	char path[PATH_MAX];
	int r;

	r = print_modprobe_conf(plan, &text);
	if (r >= 0)
		r = env_path(path, env, ENV_MODPROBE, FILE_NAME);
	if (r < 0)
		return r;
	*ret_written = false;
	if (streq(text, HEAD))
		return unlink(path) < 0 && errno != ENOENT ? -errno : 0;
	if (is_right(env, text))
		return 0;
	r = permissions_make_env_dir(env, ENV_MODPROBE);
	if (r >= 0)
		r = atomic_file_write(path, text);
	*ret_written = r >= 0;
	return r;
}

bool modprobe_is_there(const struct env *env)
{
	char path[PATH_MAX];

	return env_path(path, env, ENV_MODPROBE, FILE_NAME) == 0 &&
	       access(path, F_OK) == 0;
}
