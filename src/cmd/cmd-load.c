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

/* Whether the module that is loaded is that build, by what can be seen of both. */
static bool is_loaded(const struct plan_module *module, const struct build *build)
{
	const struct module *loaded = module->module;

	if (!loaded->is_loaded)
		return false;
	if (loaded->srcversion && build->srcversion)
		return streq(loaded->srcversion, build->srcversion);
	return loaded->origin == build->origin &&
	       streq(loaded->version ?: "", build->version ?: "");
}

/* The build that depmod would have had loaded. */
static const struct build *preferred_build(const struct plan_module *module)
{
	for (size_t i = 0; i < module->n_builds; i++)
		if (module->builds[i].build->preferred)
			return module->builds[i].build;
	return NULL;
}

/* A host without network is worse than one with a warning, unless its owner thinks
 * otherwise. */
static int fall_back(const struct options *options, const struct context *context,
		     const struct plan_module *module, const struct build *chosen,
		     int error)
{
	const struct build *other = preferred_build(module);

	if (!other || other == chosen || context->policy->modules == MODULES_BLACKLIST) {
		log_kernel(&options->env, "%s: cannot load %s: %s", module->module->name,
			   chosen->path, insert_error(error));
		return error;
	}
	/* At the next "add" it must not be tried again, with a working card taken away
	 * for it. */
	if (insert_note_failure(&options->env, module->module->name, chosen->path) < 0)
		log_stderr("cannot write to /run, ignoring");
	log_kernel(&options->env, "%s: cannot load %s: %s; loading %s after all",
		   module->module->name, chosen->path, insert_error(error), other->path);
	return insert_build(other);
}

static int load_module(const struct options *options, const struct context *context,
		       const struct plan_module *module, const struct build *build)
{
	const char *name = module->module->name;
	int r;

	if (is_loaded(module, build) ||
	    insert_has_failed(&options->env, name, build->path))
		return 0;
	if (module->module->is_loaded) {
		r = insert_remove(&options->env, name);
		if (r < 0) {
			log_kernel(
				&options->env,
				r == -EBUSY
					? "%s: a build to avoid is loaded and in use, "
					  "it stays until the next boot"
					: "%s: a build to avoid is loaded and cannot be "
					  "taken out, it stays until the next boot: %s",
				name, strerror(-r));
			return 0;
		}
		log_kernel(&options->env,
			   "%s: took out the loaded build, it was not in use", name);
	}
	r = insert_build(build);
	if (r < 0)
		return fall_back(options, context, module, build, r);
	log_kernel(&options->env, "%s: loaded %s", name, build->path);
	return 0;
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
	const unsigned wanted = SCAN_BUILDS | SCAN_MODINFO | SCAN_ROOT;
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
		/* What goes wrong has been told; udev has nobody to tell it to. */
		if (load_module(options, &context, module, build) < 0)
			log_stderr("%s is not loaded", argv[0]);
		return EXIT_IN_PLACE;
	}
	log_stderr("'%s' is no build of a network driver of this host", argv[0]);
	return EXIT_UNUSABLE;
}
