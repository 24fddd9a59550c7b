/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts/incident.h"

#include "base/array.h"

void incident_clear(struct incident *incident)
{
	free(incident->kind);
	free(incident->boot);
	free(incident->kernel);
	free(incident->driver_version);
	for (size_t i = 0; i < incident->n_steps; i++)
		free(incident->steps[i].quirk);
	free(incident->steps);
	*incident = (struct incident){ 0 };
}

void incidents_clear(struct incidents *incidents)
{
	for (size_t i = 0; i < incidents->n; i++)
		incident_clear(&incidents->list[i]);
	free(incidents->list);
	*incidents = (struct incidents){ 0 };
}

int incident_step(const struct incident *incident, const char *quirk)
{
	for (size_t i = 0; i < incident->n_steps; i++)
		if (streq(incident->steps[i].quirk, quirk))
			return incident->steps[i].step;
	return -1;
}

static bool copy_text(const char *from, char **ret)
{
	*ret = from ? strdup(from) : NULL;
	return !from || *ret;
}

int incident_add_step(struct incident *incident, const char *quirk, int step)
{
	_cleanup_free_ char *copy = strdup(quirk);
	struct incident_step *added;

	added = copy ? array_append(incident->steps, incident->n_steps) : NULL;
	if (!added)
		return -ENOMEM;
	*added = (struct incident_step){ .quirk = TAKE_PTR(copy), .step = step };
	return 0;
}

static bool copy_steps(const struct incident *from, struct incident *ret)
{
	for (size_t i = 0; i < from->n_steps; i++)
		if (incident_add_step(ret, from->steps[i].quirk, from->steps[i].step) < 0)
			return false;
	return true;
}

int incident_copy(const struct incident *from, struct incident *ret)
{
	struct incident copy = {
		.lines = from->lines,
		.first = from->first,
		.last = from->last,
		.driver_origin = from->driver_origin,
		.by_person = from->by_person,
	};

	if (!copy_text(from->kind, &copy.kind) || !copy_text(from->boot, &copy.boot) ||
	    !copy_text(from->kernel, &copy.kernel) ||
	    !copy_text(from->driver_version, &copy.driver_version) ||
	    !copy_steps(from, &copy)) {
		incident_clear(&copy);
		return -ENOMEM;
	}
	*ret = copy;
	return 0;
}

int incidents_add(struct incidents *incidents, const struct incident *from)
{
	struct incident copy, *added;

	if (incident_copy(from, &copy) < 0)
		return -ENOMEM;
	added = array_append(incidents->list, incidents->n);
	if (!added) {
		incident_clear(&copy);
		return -ENOMEM;
	}
	*added = copy;
	return 0;
}
