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

static bool copy_steps(const struct incident *from, struct incident *ret)
{
	for (size_t i = 0; i < from->n_steps; i++) {
		struct incident_step *step = array_append(ret->steps, ret->n_steps);

		if (!step || !copy_text(from->steps[i].quirk, &step->quirk))
			return false;
		step->step = from->steps[i].step;
	}
	return true;
}

int incidents_add(struct incidents *incidents, const struct incident *from)
{
	struct incident *added = array_append(incidents->list, incidents->n);

	if (!added)
		return -ENOMEM;
	*added = (struct incident){
		.lines = from->lines,
		.first = from->first,
		.last = from->last,
		.driver_origin = from->driver_origin,
		.by_person = from->by_person,
	};
	if (copy_text(from->kind, &added->kind) && copy_text(from->boot, &added->boot) &&
	    copy_text(from->kernel, &added->kernel) &&
	    copy_text(from->driver_version, &added->driver_version) &&
	    copy_steps(from, added))
		return 0;
	incident_clear(added);
	incidents->n--;
	return -ENOMEM;
}
