/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <sys/resource.h>

#include "base/child.h"
#include "base/clock.h"
#include "base/container.h"
#include "base/log.h"
#include "cmd/cmd.h"
#include "cmd/context.h"
#include "host/module.h"
#include "modules/insert.h"

/* Seconds: for the other function of the card to be ready, and for all of it. udev waits.
 */
#define LOCK_LIMIT 5
#define TIME_LIMIT 20
/* Seconds of processor time. libkmod 30 may read an index for ever where it lacks memory;
 * inserting the largest driver takes a second. */
#define CPU_LIMIT 9

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
	_cleanup_(strings_clear) struct strings refused = { 0 };
	int r = insert_build(&options->env, build, &refused);

	for (size_t i = 0; i < refused.n; i++)
		log_kernel(&options->env,
			   "%s: %s does not take the option %s as modprobe.d has it, "
			   "going on without",
			   name, build->path, refused.list[i]);
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
static bool remove_loaded(const struct options *options, const char *name)
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
	if (module->module->is_loaded && !remove_loaded(options, name))
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

/* The name of the module in a file: "i40e" of "updates/dkms/i40e.ko.xz". */
static void print_module_name(const char *path, char ret[static NAME_MAX + 1])
{
	const char *slash = strrchr(path, '/');

	snprintf(ret, NAME_MAX + 1, "%s", slash ? slash + 1 : path);
	ret[strcspn(ret, ".")] = '\0';
}

/* Whether it may have been a build when modprobe.d was written: dkms takes files away,
 * and puts back what it had moved. */
static bool is_gone(const struct options *options, const char *path)
{
	_cleanup_(module_folder_closep) struct module_folder *folder = NULL;
	char file[PATH_MAX];

	return strstr(path, ".ko") && !strstr(path, "..") &&
	       module_folder_open(&options->env, /* release= */ NULL, &folder) >= 0 &&
	       module_folder_path(folder, path, file) >= 0 && access(file, F_OK) < 0 &&
	       errno == ENOENT;
}

/* What is decided now about the module of that name; NULL: nothing, or to keep it out. */
static const struct build *choose_again(const struct plan *plan, const char *name,
					const struct plan_module **ret)
{
	for (size_t i = 0; i < plan->n_modules; i++)
		if (streq(plan->modules[i].module->name, name)) {
			*ret = &plan->modules[i];
			return plan->modules[i].chosen;
		}
	return NULL;
}

/* The build of that path; where its file is gone, the one to load in its place. */
static const struct build *build_of_path(const struct options *options,
					 const struct plan *plan, const char *path,
					 const char *name,
					 const struct plan_module **module)
{
	for (size_t i = 0; *module && i < (*module)->n_builds; i++)
		if (streq((*module)->builds[i].build->path, path))
			return (*module)->builds[i].build;
	return is_gone(options, path) ? choose_again(plan, name, module) : NULL;
}

static int load_path(const struct options *options, const char *path)
{
	_cleanup_(context_clear) struct context context = { 0 };
	const struct plan_module *module;
	const struct build *build;
	_cleanup_close_ int lock = -1;
	char name[NAME_MAX + 1];

	print_module_name(path, name);
	/* The other function of the card does the same. */
	lock = insert_lock(&options->env, name, LOCK_LIMIT);
	if (lock == -ETIMEDOUT)
		log_kernel(&options->env, "%s: another load of it is not done, going on",
			   name);
	if (look(options, path, &context, &module) < 0)
		return EXIT_UNUSABLE;
	build = build_of_path(options, context.plan, path, name, &module);
	if (!build) {
		log_stderr("'%s' is no build of a network driver of this host", path);
		return EXIT_UNUSABLE;
	}
	/* What goes wrong is in the kernel log; udev has nobody to report to. */
	if (load_module(options, &context, module, build) < 0)
		log_stderr("%s is not loaded", build->path);
	return EXIT_IN_PLACE;
}

static int load_alias(const char *alias)
{
	int r = insert_alias(alias);

	if (r < 0)
		log_stderr("%s: %s", alias, insert_error(r));
	return EXIT_IN_PLACE;
}

struct load_job {
	struct options options;
	const char *what;
};

static int run_load(void *user)
{
	const struct rlimit limit = { CPU_LIMIT, CPU_LIMIT };
	const struct load_job *job = user;

	(void)setrlimit(RLIMIT_CPU, &limit);
	log_debug_follow_udev(&job->options.env, NULL);
	return is_alias(job->what) ? load_alias(job->what)
				   : load_path(&job->options, job->what);
}

/* As child_supervise() of run_load(). Half of the time at most is for reading. */
static int load_within(struct load_job *job, unsigned seconds)
{
	job->options.read_until = clock_ms() + (int64_t)seconds * 1000 / 2;
	return child_supervise(run_load, job, seconds);
}

/* A driver may take its time over its cards, or for ever: it goes on alone then. */
static int supervise_load(struct load_job *job)
{
	const int64_t begin = clock_ms();
	int64_t taken;
	int r;

	r = load_within(job, TIME_LIMIT);
	taken = (clock_ms() - begin) / 1000;
	/* libkmod crashes where it lacks memory: that need not be so the next time. */
	if (r == -ECHILD && taken < TIME_LIMIT)
		r = load_within(job, TIME_LIMIT - (unsigned)taken);
	if (r == -ENOMEM)
		return run_load(job);
	if (r == -ETIME)
		log_kernel(&job->options.env,
			   "%s: not loaded after %u s, going on without", job->what,
			   TIME_LIMIT);
	else if (r < 0)
		log_kernel(&job->options.env, "%s: crashed over it", job->what);
	return r < 0 ? EXIT_IN_PLACE : r;
}

int cmd_load(const struct options *options, int argc, char **argv)
{
	if (argc != 1 || options->facts_file || !env_is_live(&options->env)) {
		log_stderr(
			"load takes the path of a build that 'nicquirk modules' lists");
		return EXIT_UNUSABLE;
	}
	if (env_is_container(&options->env))
		return EXIT_IN_PLACE;
	return supervise_load(&(struct load_job){ .options = *options, .what = argv[0] });
}
