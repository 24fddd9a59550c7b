/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/bisect-state.h"

#include "base/array.h"
#include "base/atomic-file.h"
#include "base/permissions.h"
#include "host/json-get.h"
#include "host/json.h"

#define BISECT_SCHEMA "nicquirk.bisect/1"

static int add_candidates(struct json_object *object, const char *key,
			  const struct bisect *bisect, uint32_t set)
{
	_cleanup_(json_putp) struct json_object *array = json_object_new_array();

	if (!array)
		return -ENOMEM;
	for (size_t i = 0; i < bisect->n_candidates; i++) {
		const struct bisect_candidate *candidate = &bisect->candidates[i];
		_cleanup_(json_putp) struct json_object *setting = NULL;

		if (!(set & UINT32_C(1) << i))
			continue;
		setting = json_object_new_object();
		if (!setting ||
		    json_add_text(setting, "type", action_type_name(candidate->type)) <
			    0 ||
		    json_add_text(setting, "name", candidate->name) < 0 ||
		    json_append(array, TAKE_PTR(setting)) < 0)
			return -ENOMEM;
	}
	return json_add(object, key, TAKE_PTR(array));
}

static int add_tried(struct json_object *object, const struct bisect *bisect)
{
	_cleanup_(json_putp) struct json_object *array = json_object_new_array();

	if (!array)
		return -ENOMEM;
	for (size_t i = 0; i < bisect->n_tried; i++) {
		const struct bisect_tried *tried = &bisect->tried[i];
		_cleanup_(json_putp) struct json_object *entry = json_object_new_object();

		if (!entry || add_candidates(entry, "off", bisect, tried->off) < 0 ||
		    json_add_text(entry, "verdict", verify_verdict_name(tried->verdict)) <
			    0 ||
		    json_add(entry, "bytes",
			     json_object_new_int64((int64_t)tried->bytes)) < 0 ||
		    (*tried->phase && json_add_text(entry, "phase", tried->phase) < 0) ||
		    json_append(array, TAKE_PTR(entry)) < 0)
			return -ENOMEM;
	}
	return json_add(object, "tried", TAKE_PTR(array));
}

static int add_original(struct json_object *object, const struct bisect_state *state)
{
	_cleanup_(json_putp) struct json_object *original = json_object_new_object();

	if (!original)
		return -ENOMEM;
	for (size_t i = 0; i < state->n_original; i++)
		if (json_add_text(original, state->original[i].name,
				  on_off(state->original[i].on)) < 0)
			return -ENOMEM;
	return json_add(object, "original", TAKE_PTR(original));
}

int bisect_state_to_json(const struct bisect_state *state, struct json_object **ret)
{
	_cleanup_(json_putp) struct json_object *object = json_object_new_object();
	const struct bisect *bisect = &state->bisect;
	bool is_done = bisect->stage == BISECT_DONE;

	if (!object || json_add_text(object, "schema", BISECT_SCHEMA) < 0 ||
	    json_add_text(object, "slot", state->slot) < 0 ||
	    json_add_text(object, "interface", state->interface) < 0 ||
	    json_add_text(object, "stage", bisect_stage_name(bisect->stage)) < 0 ||
	    (is_done && json_add_text(object, "verdict",
				      verify_verdict_name(bisect_verdict(bisect))) < 0) ||
	    (*state->end && json_add_text(object, "end", state->end) < 0) ||
	    add_candidates(object, "candidates", bisect, UINT32_MAX) < 0 ||
	    add_tried(object, bisect) < 0 ||
	    /* Missing, as against empty: nothing has held yet. */
	    (bisect->has_best &&
	     add_candidates(object, "settings", bisect, bisect->best) < 0) ||
	    add_candidates(object, "trying", bisect, is_done ? 0 : bisect->off) < 0 ||
	    json_add(object, "next", json_object_new_int64((int64_t)bisect->next)) < 0 ||
	    json_add_text(object, "server", state->server) < 0 ||
	    json_add_text(object, "kernel", state->kernel) < 0 ||
	    json_add(object, "streams", json_object_new_int64(state->streams)) < 0 ||
	    json_add(object, "seconds", json_object_new_int64(state->seconds)) < 0 ||
	    json_add(object, "bytes", json_object_new_int64((int64_t)state->bytes)) < 0 ||
	    (*state->log && json_add_text(object, "log", state->log) < 0) ||
	    add_original(object, state) < 0)
		return -ENOMEM;
	*ret = TAKE_PTR(object);
	return 0;
}

int bisect_state_write(const struct env *env, const struct bisect_state *state)
{
	_cleanup_(json_putp) struct json_object *object = NULL;
	char path[PATH_MAX];
	int r;

	r = bisect_state_to_json(state, &object);
	if (r >= 0)
		r = permissions_make_env_dir(env, ENV_STATE);
	if (r >= 0)
		r = env_path(path, env, ENV_STATE, "bisect");
	if (r < 0)
		return r;
	return atomic_file_write_synced(
		path, json_object_to_json_string_ext(object, JSON_C_TO_STRING_PRETTY),
		0600);
}

static int copy_member(const struct json_reader *reader, struct json_object *object,
		       const char *key, char *buffer, size_t size)
{
	_cleanup_free_ char *text = NULL;
	int r = json_get_text(reader, object, key, &text);

	if (r < 0)
		return r;
	if (text && strlen(text) >= size)
		return json_wrong(reader, key, "shorter");
	snprintf(buffer, size, "%s", text ?: "");
	return 0;
}

struct candidate_reading {
	struct bisect *bisect;
	uint32_t set;
};

static int get_candidate(const struct json_reader *reader, struct json_object *object,
			 void *context)
{
	struct candidate_reading *reading = context;
	struct bisect *bisect = reading->bisect;
	struct bisect_candidate candidate = { .type = ACTION_FEATURE };
	char type[16];
	int r;

	if ((r = copy_member(reader, object, "type", type, sizeof(type))) < 0 ||
	    (r = copy_member(reader, object, "name", candidate.name,
			     sizeof(candidate.name))) < 0)
		return r;
	if (streq(type, action_type_name(ACTION_EEE)))
		candidate.type = ACTION_EEE;
	bisect_add(bisect, candidate.type, candidate.name);
	for (size_t i = 0; i < bisect->n_candidates; i++)
		if (bisect->candidates[i].type == candidate.type &&
		    streq(bisect->candidates[i].name, candidate.name))
			reading->set |= UINT32_C(1) << i;
	return 0;
}

/* The set under KEY, of candidates that are known by then. */
static int get_set(const struct json_reader *reader, struct json_object *object,
		   const char *key, struct bisect *bisect, uint32_t *ret)
{
	struct candidate_reading reading = { .bisect = bisect };
	int r = json_for_each(reader, object, key, get_candidate, &reading);

	if (r >= 0)
		*ret = reading.set;
	return r;
}

static int get_tried(const struct json_reader *reader, struct json_object *object,
		     void *context)
{
	struct bisect *bisect = context;
	char verdict[16];
	int64_t bytes = 0;
	struct bisect_tried tried = { 0 };
	int r;

	if ((r = get_set(reader, object, "off", bisect, &tried.off)) < 0 ||
	    (r = copy_member(reader, object, "verdict", verdict, sizeof(verdict))) < 0 ||
	    (r = copy_member(reader, object, "phase", tried.phase, sizeof(tried.phase))) <
		    0 ||
	    (r = json_get_count(reader, object, "bytes", &bytes)) < 0)
		return r;
	tried.bytes = (uint64_t)bytes;
	tried.verdict = verify_verdict_find(verdict);
	if (tried.verdict != VERIFY_HELD && tried.verdict != VERIFY_HANGS)
		return json_wrong(reader, "verdict", "held or hangs");
	if (bisect->n_tried < BISECT_TRIED_MAX)
		bisect->tried[bisect->n_tried++] = tried;
	return 0;
}

static int get_original(const struct json_reader *reader, struct json_object *object,
			struct bisect_state *state)
{
	struct json_object *original;
	int r = json_get_object(reader, object, "original", &original);

	if (r < 0 || !original)
		return r;
	json_object_object_foreach(original, name, value)
	{
		struct setting *setting =
			array_append(state->original, state->n_original);
		const char *note;

		if (!setting)
			return -ENOMEM;
		setting->name = strdup(name);
		if (!setting->name)
			return -ENOMEM;
		if (!json_parse_on_off(value, &setting->on, &note))
			return json_wrong(reader, name, "\"on\" or \"off\"");
	}
	return 0;
}

static int get_state(const struct json_reader *reader, struct json_object *object,
		     struct bisect_state *state)
{
	struct bisect *bisect = &state->bisect;
	int64_t streams = 1, seconds = 1, bytes = 0, next = 0;
	uint32_t all;
	char stage[16];
	int r;

	if ((r = copy_member(reader, object, "slot", state->slot, sizeof(state->slot))) <
		    0 ||
	    (r = copy_member(reader, object, "interface", state->interface,
			     sizeof(state->interface))) < 0 ||
	    (r = copy_member(reader, object, "server", state->server,
			     sizeof(state->server))) < 0 ||
	    (r = copy_member(reader, object, "kernel", state->kernel,
			     sizeof(state->kernel))) < 0 ||
	    (r = copy_member(reader, object, "log", state->log, sizeof(state->log))) <
		    0 ||
	    (r = copy_member(reader, object, "end", state->end, sizeof(state->end))) <
		    0 ||
	    (r = copy_member(reader, object, "stage", stage, sizeof(stage))) < 0 ||
	    (r = get_set(reader, object, "candidates", bisect, &all)) < 0 ||
	    (r = json_for_each(reader, object, "tried", get_tried, bisect)) < 0 ||
	    (r = get_set(reader, object, "settings", bisect, &bisect->best)) < 0 ||
	    (r = get_set(reader, object, "trying", bisect, &bisect->off)) < 0 ||
	    (r = json_get_count(reader, object, "next", &next)) < 0 ||
	    (r = json_get_count(reader, object, "streams", &streams)) < 0 ||
	    (r = json_get_count(reader, object, "seconds", &seconds)) < 0 ||
	    (r = json_get_count(reader, object, "bytes", &bytes)) < 0 ||
	    (r = get_original(reader, object, state)) < 0)
		return r;
	bisect->has_best = json_member(object, "settings") != NULL;
	bisect->stage = bisect_stage_find(stage);
	if (bisect->stage == BISECT_STAGE_MAX)
		return json_wrong(reader, "stage", "show, up, down or done");
	bisect->next =
		next > BISECT_CANDIDATES_MAX ? BISECT_CANDIDATES_MAX : (size_t)next;
	state->streams = streams > 0 && streams < 1000 ? (unsigned)streams : 1;
	state->seconds = seconds > 0 && seconds < 10000 ? (unsigned)seconds : 1;
	state->bytes = (uint64_t)bytes;
	return 0;
}

int bisect_state_read(const struct env *env, struct problems *problems,
		      struct bisect_state *ret)
{
	const struct json_reader reader = { .file = "bisect", .problems = problems };
	_cleanup_(bisect_state_clear) struct bisect_state state = { 0 };
	_cleanup_(json_putp) struct json_object *object = NULL;
	_cleanup_free_ char *text = NULL;
	char path[PATH_MAX];
	int r;

	r = env_path(path, env, ENV_STATE, "bisect");
	if (r < 0)
		return r;
	if (!permissions_check(path, problems))
		return -EPERM;
	r = env_read(env, ENV_STATE, &text, "bisect");
	if (r < 0)
		return r;
	object = json_tokener_parse(text);
	if (!object || !json_object_is_type(object, json_type_object))
		return -EBADMSG;
	r = get_state(&reader, object, &state);
	if (r < 0)
		return r == -EINVAL ? -EBADMSG : r;
	*ret = state;
	state = (struct bisect_state){ 0 };
	return 0;
}

void bisect_state_clear(struct bisect_state *state)
{
	settings_free(state->original, state->n_original);
	*state = (struct bisect_state){ 0 };
}
