/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/module-text.h"

#include "base/env.h"
#include "base/sanitize.h"
#include "base/table.h"
#include "facts/rdma.h"

/* "unreadable" says it all. */
static const char *note_on(const struct plan_build *entry)
{
	return entry->flaw == FLAW_UNREADABLE ? "-" : entry->why ?: "-";
}

static int add_build_row(struct table *table, const struct plan_module *module,
			 const struct plan_build *entry, const char *indent)
{
	const struct build *build = entry->build;
	_cleanup_free_ char *mark = NULL;

	if (asprintf(&mark, "%s  %c", indent, build == module->chosen ? '*' : ' ') < 0) {
		mark = NULL;
		return -ENOMEM;
	}
	return table_add(
		table,
		(const char *[]){
			mark, build->path ?: "-", build->version ?: "-",
			origin_name(build->origin), build->preferred ? "preferred" : "",
			plan_build_verdict(entry),
			entry->n_quirks ? entry->quirks[0]->id : note_on(entry), NULL });
}

/* "2.13.10", or as whose build it is known. */
static const char *version_or_origin(const char *version, enum origin origin)
{
	return version ?: origin_name(origin);
}

int module_text_running(const struct plan_module *module, char **ret)
{
	const struct module *loaded = module->module;
	const struct build *next = module->chosen;

	*ret = NULL;
	if (!loaded->is_loaded || !next || next->unreadable ||
	    facts_build_may_be_running(loaded, next))
		return 0;
	if (asprintf(ret,
		     "%s: the build that runs (%s) is not the one that would be loaded "
		     "(%s, %s): make the initramfs anew and reboot",
		     loaded->name, version_or_origin(loaded->version, loaded->origin),
		     version_or_origin(next->version, next->origin),
		     next->path ?: "-") < 0) {
		*ret = NULL;
		return -ENOMEM;
	}
	return 0;
}

/* The build of RDMA that would be loaded, where one is known. */
static const struct build *preferred_build(const struct module *module)
{
	for (size_t i = 0; i < module->n_builds; i++)
		if (module->builds[i].preferred && !module->builds[i].unreadable)
			return &module->builds[i];
	return NULL;
}

int module_text_rdma(const struct plan_module *module, char **ret)
{
	const char *driver = module->module->name, *what;
	const struct build *build = module->rdma ? preferred_build(module->rdma) : NULL;
	int r = 0;

	*ret = NULL;
	if (!build || module->decision != DECISION_PIN)
		return 0;
	what = origin_name(module->chosen->origin);
	if (rdma_takes(build, driver) == 0)
		r = asprintf(ret,
			     "%s: %s does not take what the pinned %s build of %s "
			     "offers: no RDMA on its cards",
			     module->rdma->name, build->path, what, driver);
	else if (build->origin != module->chosen->origin)
		r = asprintf(ret,
			     "%s: %s is %s, the pinned build of %s %s: the kernel may "
			     "refuse it, and there is no RDMA on its cards then",
			     module->rdma->name, build->path, origin_name(build->origin),
			     driver, what);
	else
		r = asprintf(ret,
			     "%s: %s works with the pinned build, which modprobe loads "
			     "before it",
			     module->rdma->name, build->path);
	if (r < 0)
		*ret = NULL;
	return r < 0 ? -ENOMEM : 0;
}

int module_text_print(const struct plan_module *module, const char *indent, FILE *stream)
{
	_cleanup_free_ char *running = NULL, *rdma = NULL;
	_cleanup_(table_clear) struct table table = { 0 };

	for (size_t i = 0; i < module->n_builds; i++)
		if (add_build_row(&table, module, &module->builds[i], indent) < 0)
			return -ENOMEM;
	if (module_text_running(module, &running) < 0 ||
	    module_text_rdma(module, &rdma) < 0)
		return -ENOMEM;
	fprintf(stream, "%s%s: %s: %s\n", indent, module->module->name,
		decision_name(module->decision), module->reason);
	if (module->unkept_pin)
		fprintf(stream, "%s     %s\n", indent, module->unkept_pin);
	if (running)
		fprintf(stream, "%s     %s\n", indent, running);
	if (rdma)
		fprintf(stream, "%s     %s\n", indent, rdma);
	table_print(&table, stream);
	return 0;
}

int module_text_override(const struct plan *plan, const struct plan_module *module,
			 char **ret)
{
	const char *path = module->chosen ? module->chosen->path : NULL, *slash;

	*ret = NULL;
	if (!path || module->chosen->preferred || build_is_archived(module->chosen) ||
	    !plan->facts->kernel)
		return 0;
	slash = strrchr(path, '/');
	if (!slash)
		return 0;
	if (asprintf(ret, "override %s %s %.*s", module->module->name,
		     plan->facts->kernel, (int)(slash - path), path) < 0) {
		*ret = NULL;
		return -ENOMEM;
	}
	return 0;
}

/*
 * Of PACKAGE/original_module/... below dkms' folder the command that has dkms put it
 * back, for the version that took its place: that of a package of dkms is its driver's.
 */
static int print_dkms_remove(const struct plan_module *module, char **ret)
{
	const char *folder = env_dir_path(ENV_DKMS), *package = module->chosen->path;
	const char *version = module->preferred->version;
	const size_t length = strlen(folder);

	if (strncmp(package, folder, length) != 0 || package[length] != '/')
		return 0;
	package += length + 1;
	if (asprintf(ret, "dkms remove %.*s/%s --all", (int)strcspn(package, "/"),
		     package,
		     version && is_plain_word(version) ? version : "VERSION") < 0) {
		*ret = NULL;
		return -ENOMEM;
	}
	return 0;
}

int module_text_without(const struct plan *plan, const struct plan_module *module,
			char **ret)
{
	_cleanup_free_ char *override = NULL;
	int r;

	*ret = NULL;
	if (module->decision != DECISION_PIN)
		return 0;
	if (build_is_archived(module->chosen))
		return print_dkms_remove(module, ret);
	r = module_text_override(plan, module, &override);
	if (r < 0 || !override)
		return r;
	if (asprintf(ret, "in /etc/depmod.d/%s.conf: %s", module->module->name,
		     override) < 0) {
		*ret = NULL;
		return -ENOMEM;
	}
	return 0;
}
