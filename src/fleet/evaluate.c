/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/evaluate.h"

#include "host/facts-file.h"
#include "quirk/quirk-file.h"

int evaluator_open(const struct env *env, const char *directory,
		   struct problems *problems, struct evaluator *ret)
{
	_cleanup_(evaluator_close) struct evaluator judge = { .env = env };
	_cleanup_(policy_freep) struct policy *policy = NULL;
	size_t n;
	int r;

	r = quirk_db_load(env, directory, problems, &judge.db);
	if (r < 0) {
		problem_add(problems, directory ?: "the database", 0, "%s", strerror(-r));
		return r;
	}
	n = problems->n;
	r = policy_load(env, /* cmdline= */ NULL, problems, &policy);
	if (r < 0) {
		problem_add(problems, "the configuration", 0, "%s", strerror(-r));
		return r;
	}
	judge.n_reported = problems->n - n;
	*ret = judge;
	judge.db = NULL;
	return 0;
}

/* The host's policy; of its problems only those that are the host's own. */
static int load_policy(const struct evaluator *judge, const char *path,
		       const struct facts *facts, struct problems *problems,
		       struct policy **ret)
{
	struct problems all = { 0 };
	int r;

	r = policy_load(judge->env, facts->cmdline, &all, ret);
	for (size_t i = judge->n_reported; i < all.n; i++)
		problem_add(problems, path, 0, "%s: %s", all.list[i].file,
			    all.list[i].message);
	problems_clear(&all);
	return r;
}

int evaluator_file(const struct evaluator *judge, const char *path,
		   struct problems *problems, struct evaluation *ret)
{
	_cleanup_(evaluation_clear) struct evaluation judged = { 0 };
	int r;

	r = facts_read_file(path, problems, &judged.facts);
	if (r < 0)
		return r;
	r = load_policy(judge, path, judged.facts, problems, &judged.policy);
	if (r >= 0)
		r = plan_make(judged.facts, judge->db, judged.policy, &judged.plan);
	if (r < 0) {
		problem_add(problems, path, 0, "%s", strerror(-r));
		return r;
	}
	*ret = judged;
	judged = (struct evaluation){ 0 };
	return 0;
}

char *evaluator_host_name(const char *path)
{
	static const char suffix[] = ".json";
	const char *slash = strrchr(path, '/');
	const char *name = slash && slash[1] ? slash + 1 : path;
	size_t length = strlen(name);

	if (length >= sizeof(suffix) && streq(name + length - strlen(suffix), suffix))
		length -= strlen(suffix);
	return strndup(name, length);
}

void evaluation_clear(struct evaluation *judged)
{
	plan_free(judged->plan);
	policy_free(judged->policy);
	facts_free(judged->facts);
	*judged = (struct evaluation){ 0 };
}

void evaluator_close(struct evaluator *judge)
{
	quirk_db_free(judge->db);
	*judge = (struct evaluator){ 0 };
}
