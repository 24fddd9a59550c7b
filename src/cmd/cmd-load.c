/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/container.h"
#include "base/log.h"
#include "cmd/cmd.h"
#include "cmd/context.h"
#include "modules/insert.h"

/* The module that the build of PATH belongs to. */
static const struct plan_module *module_of_build(const struct plan *plan,
						 const char *path)
{
	for (size_t i = 0; i < plan->n_modules; i++)
		for (size_t j = 0; j < plan->modules[i].n_builds; j++)
			if (streq(plan->modules[i].builds[j].build->path, path))
				return &plan->modules[i];
	return NULL;
}

/* Whether another build than the chosen one is worth a try: a good one, or the one that
 * would have been loaded without us. */
static bool can_stand_in(const struct plan_module *module, const struct plan_build *entry)
{
	return (entry->flaw == FLAW_NONE && entry->n_quirks == 0) ||
	       entry->build == module->preferred;
}

static int try_build(const struct options *options, const char *name,
		     const struct build *build)
{
	int r = insert_build(build);

	if (r < 0)
		log_kernel(&options->env, "%s: cannot load %s: %s", name, build->path,
			   insert_error(r));
	else
		log_kernel(&options->env, "%s: loaded %s", name, build->path);
	return r;
}

/* A host without network is worse than one with a warning, unless its owner thinks
 * otherwise: the bad build is the last one that is tried. */
static int fall_back(const struct options *options, const struct plan_module *module,
		     const struct build *chosen, int error)
{
	const struct build *last = module->preferred;

	for (size_t i = 0; i < module->n_builds && error < 0; i++) {
		const struct plan_build *entry = &module->builds[i];

		if (entry->build != chosen && entry->build != last &&
		    can_stand_in(module, entry))
			error = try_build(options, module->module->name, entry->build);
	}
	if (error < 0 && last != chosen)
		error = try_build(options, module->module->name, last);
	return error;
}

/* Whether the loaded build is gone; it stays where somebody depends on it. */
static bool take_out(const struct options *options, const char *name)
{
	int r = insert_remove(&options->env, name);

	if (r >= 0)
		log_kernel(&options->env,
			   "%s: took out the loaded build, it was not in use", name);
	else if (r == -EBUSY)
		log_kernel(
			&options->env,
			"%s: a build to avoid is loaded and in use, it stays until the "
			"next boot",
			name);
	else
		log_kernel(&options->env,
			   "%s: a build to avoid is loaded and cannot be taken out, it "
			   "stays until the next boot: %s",
			   name, strerror(-r));
	return r >= 0;
}

static int load_module(const struct options *options, const struct context *context,
		       const struct plan_module *module, const struct build *build)
{
	const char *name = module->module->name;
	bool failed = insert_has_failed(&options->env, name, build->path);
	int r = -ENOEXEC;

	/* What was tried must not be tried again, with a working card taken away for it.
	 */
	if (module->module->is_loaded &&
	    (failed || facts_build_is_running(module->module, build)))
		return 0;
	if (module->module->is_loaded && !take_out(options, name))
		return 0;
	if (!failed)
		r = try_build(options, name, build);
	if (r >= 0 || context->policy->modules == MODULES_BLACKLIST)
		return r;
	if (!failed && insert_note_failure(&options->env, name, build->path) < 0)
		log_stderr("cannot write to /run, ignoring");
	return fall_back(options, module, build, r);
}

/* What a device on a card offers; udev must not load it by a modprobe.d that it read
 * before. */
static bool is_alias(const char *text)
{
	return strncmp(text, "auxiliary:", strlen("auxiliary:")) == 0;
}

/* What went wrong but once must not cost the network: udev loads nothing in our place. */
static int look(const struct options *options, const char *path, struct context *context,
		const struct plan_module **ret)
{
	const unsigned wanted = SCAN_BUILDS | SCAN_MODINFO;
	int r;

	r = context_load(options, wanted, context);
	*ret = r < 0 ? NULL : module_of_build(context->plan, path);
	if (*ret)
		return 0;
	r = r < 0 ? context_load(options, wanted, context)
		  : context_renew(options, wanted, context);
	if (r >= 0)
		*ret = module_of_build(context->plan, path);
	return r;
}

int cmd_load(const struct options *options, int argc, char **argv)
{
	_cleanup_(context_clear) struct context context = { 0 };
	const struct plan_module *module;
	int r;

	if (argc != 1 || options->facts_file || !env_is_live(&options->env)) {
		log_stderr(
			"load takes the path of a build that 'nicquirk modules' lists");
		return EXIT_UNUSABLE;
	}
	if (env_is_container(&options->env))
		return EXIT_IN_PLACE;
	if (is_alias(argv[0])) {
		r = insert_alias(argv[0]);
		if (r < 0)
			log_stderr("%s: %s", argv[0], insert_error(r));
		return EXIT_IN_PLACE;
	}
	/* The other function of the card is about to do the same. */
	if (insert_lock(&options->env) < 0)
		log_stderr("cannot lock, ignoring");
	if (look(options, argv[0], &context, &module) < 0)
		return EXIT_UNUSABLE;
	for (size_t i = 0; module && i < module->n_builds; i++) {
		const struct build *build = module->builds[i].build;

		if (!streq(build->path, argv[0]))
			continue;
		/* What went wrong has been logged; udev can do nothing about it. */
		if (load_module(options, &context, module, build) < 0)
			log_stderr("%s is not loaded", argv[0]);
		return EXIT_IN_PLACE;
	}
	log_stderr("'%s' is no build of a network driver of this host", argv[0]);
	return EXIT_UNUSABLE;
}
