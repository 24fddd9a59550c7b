/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "modules/modprobe-write.h"

#include "base/atomic-file.h"
#include "base/module-name.h"
#include "base/permissions.h"
#include "base/sanitize.h"
#include "host/kmod-cleanup.h"

#define COMMAND	  BINDIR "/nicquirk"
#define FILE_NAME "nicquirk.conf"
#define HEAD	  "# Made by nicquirk, gone with the next boot.\n"

/*
 * What modprobe gives to a shell in place of inserting a module. An old image may have
 * written the file on a host where the package is removed: there the module is inserted
 * as ever, or the host would be without its card.
 */
#define INSTALL_IF_THERE "install %s if test -x " COMMAND "; then "
#define THEN_AS_EVER	 "; fi; exec modprobe --ignore-install %s $CMDLINE_OPTS\n"
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

static bool is_banned(const struct plan *plan, const char *name)
{
	for (size_t i = 0; i < plan->n_bans; i++)
		if (module_names_match(plan->bans[i].name, name))
			return true;
	return false;
}

/* Whether somebody else has an "install" line for the module, which may keep it out: the
 * first one counts, and ours must not be in its place. */
static bool is_installed_otherwise(const struct env *env, const char *name)
{
	_cleanup_(kmod_unrefp) struct kmod_ctx *ctx =
		env_is_live(env) ? kmod_new(NULL, NULL) : NULL;
	struct kmod_config_iter *lines =
		ctx ? kmod_config_get_install_commands(ctx) : NULL;
	bool found = false;

	while (lines && !found && kmod_config_iter_next(lines))
		found = module_names_match(kmod_config_iter_get_key(lines), name) &&
			!strstr(kmod_config_iter_get_value(lines), COMMAND);
	if (lines)
		kmod_config_iter_free_iter(lines);
	return found;
}

static bool needs_pinned(const struct plan_module *module, const struct module *rdma)
{
	return module->decision == DECISION_PIN && module->rdma == rdma;
}

/*
 * The RDMA module needs symbols of the driver, which the build that modules.dep names may
 * not export: modprobe then knows of no dependency, and the kernel refuses the module
 * unless the pinned build is there first.
 */
static void print_rdma(FILE *stream, const struct env *env, const struct plan *plan,
		       size_t first)
{
	const struct module *rdma = plan->modules[first].rdma;

	if (!rdma || !needs_pinned(&plan->modules[first], rdma) ||
	    is_banned(plan, rdma->name) || is_installed_otherwise(env, rdma->name))
		return;
	for (size_t i = 0; i < first; i++)
		if (needs_pinned(&plan->modules[i], rdma))
			return;
	fprintf(stream, "# it needs the pinned build\n" INSTALL_IF_THERE "modprobe -a",
		rdma->name);
	for (size_t i = first; i < plan->n_modules; i++)
		if (needs_pinned(&plan->modules[i], rdma) &&
		    is_plain_word(plan->modules[i].module->name))
			fprintf(stream, " %s", plan->modules[i].module->name);
	fprintf(stream, THEN_AS_EVER, rdma->name);
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

static int print_modprobe_conf(const struct env *env, const struct plan *plan, char **ret)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	if (!stream)
		return -ENOMEM;
	fputs(HEAD, stream);
	for (size_t i = 0; i < plan->n_modules; i++)
		print_decision(stream, &plan->modules[i]);
	for (size_t i = 0; i < plan->n_modules; i++)
		print_rdma(stream, env, plan, i);
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

	r = print_modprobe_conf(env, plan, &text);
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
