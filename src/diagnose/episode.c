/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/episode.h"

#include "facts/nic.h"

#define USEC_PER_SEC INT64_C(1000000)
/* Of other kinds than hangs nothing but silence marks the end. */
#define SILENCE_SECONDS 600
/* Between a card that was taken out and the driver's word that it is gone. */
#define UNDOCKED_SECONDS 10

static bool is_hang(const char *kind)
{
	return streq(kind, "tx-hang");
}

/* Whether two messages are of one card: by slot where both have one, else by interface.
 */
static bool is_same_card(const struct log_subject *a, const struct log_subject *b)
{
	if (*a->slot && *b->slot)
		return streq(a->slot, b->slot);
	if (*a->interface && *b->interface)
		return streq(a->interface, b->interface);
	return !*a->interface && !*b->interface && !*a->slot && !*b->slot &&
	       streq(a->driver, b->driver);
}

/* What is newer wins: interfaces are renamed. */
static void update_subject(struct log_subject *into, const struct log_subject *from)
{
	if (*from->slot)
		memcpy(into->slot, from->slot, sizeof(into->slot));
	if (*from->interface)
		memcpy(into->interface, from->interface, sizeof(into->interface));
	if (*from->driver)
		memcpy(into->driver, from->driver, sizeof(into->driver));
}

struct episode_card *episodes_find_card(struct episodes *episodes,
					const struct log_subject *subject)
{
	struct episode_card *card;

	for (unsigned i = 0; i < episodes->n_cards; i++) {
		card = &episodes->cards[i];
		if (is_same_card(&card->subject, subject)) {
			update_subject(&card->subject, subject);
			return card;
		}
	}
	if (episodes->n_cards == EPISODE_CARDS_MAX)
		return NULL;
	card = &episodes->cards[episodes->n_cards++];
	*card = (struct episode_card){ .subject = *subject, .speed = -1 };
	return card;
}

static struct episode *find_open(struct episodes *episodes, unsigned card,
				 const char *kind)
{
	for (unsigned i = 0; i < episodes->n_open; i++)
		if (episodes->open[i].card == card && streq(episodes->open[i].kind, kind))
			return &episodes->open[i];
	return NULL;
}

/* A place for a new episode: the card's old one of that kind, a free one, else the
 * stalest. */
static struct episode *make_episode_room(struct episodes *episodes, struct episode *old)
{
	unsigned stalest = 0;

	if (old)
		return old;
	if (episodes->n_open < EPISODES_OPEN_MAX)
		return &episodes->open[episodes->n_open++];
	for (unsigned i = 1; i < EPISODES_OPEN_MAX; i++)
		if (episodes->open[i].id < episodes->open[stalest].id)
			stalest = i;
	return &episodes->open[stalest];
}

/* The seconds between two records, or -1. */
static int64_t silence(const struct episode *episode, const struct log_record *record)
{
	if (record->monotonic >= 0 && episode->last_monotonic >= 0)
		return (record->monotonic - episode->last_monotonic) / USEC_PER_SEC;
	if (record->wall >= 0 && episode->last >= 0)
		return record->wall - episode->last;
	return -1;
}

/* Dumps of two moments whose clocks stand still were not made by the kernel. */
static bool are_placeholders(const struct episode *episode, const struct hang_dump *dump,
			     const struct log_record *record)
{
	return episode->has_placeholders ||
	       (dump->jiffies && dump->jiffies == episode->dump.jiffies &&
		silence(episode, record) != 0);
}

static bool goes_on(struct episode *episode, const struct log_record *record,
		    const struct hang_dump *dump)
{
	if (!is_hang(episode->kind))
		return !episode->interrupted &&
		       silence(episode, record) < SILENCE_SECONDS;
	if (!episode->interrupted)
		return true;
	if (are_placeholders(episode, dump, record)) {
		episode->has_placeholders = true;
		return false;
	}
	return dump->time_stamp && dump->time_stamp == episode->dump.time_stamp;
}

/* The clock may be set while a card hangs: what counts is the time since boot. */
static void take_time(struct episode *episode, const struct log_record *record)
{
	if (episode->lines == 1 || episode->first < 0)
		episode->first = record->wall;
	if (episode->lines == 1)
		episode->first_monotonic = record->monotonic;
	if (record->wall >= 0 || episode->lines == 1)
		episode->last = record->wall;
	if (record->monotonic < 0)
		return;
	episode->last_monotonic = record->monotonic;
	if (episode->first >= 0 && episode->first_monotonic >= 0)
		episode->last =
			episode->first +
			(record->monotonic - episode->first_monotonic) / USEC_PER_SEC;
}

static bool has_confirmed(const struct episodes *episodes, const struct episode *episode,
			  unsigned hangs)
{
	return !is_hang(episode->kind) || episodes->by_person ||
	       episode->lines >= EPISODE_HANG_LINES || hangs > 1;
}

bool episodes_prime(struct episodes *episodes, const struct log_subject *subject,
		    const char *kind, const struct incident *incident,
		    struct episode *ret)
{
	struct episode_card *card = episodes_find_card(episodes, subject);
	struct episode *episode;
	unsigned index;

	if (!card)
		return false;
	index = (unsigned)(card - episodes->cards);
	episode = make_episode_room(episodes, find_open(episodes, index, kind));
	*episode = (struct episode){
		.id = ++episodes->last_id,
		.kind = kind,
		.subject = card->subject,
		.card = index,
		.lines = incident->lines,
		.first = incident->first,
		.last = incident->last,
		.first_monotonic = -1,
		.last_monotonic = -1,
	};
	if (is_hang(kind))
		card->hangs++;
	episode->confirms = has_confirmed(episodes, episode, card->hangs);
	*ret = *episode;
	return true;
}

static unsigned take_fault(struct episodes *episodes, struct episode_card *card,
			   const struct log_record *record, struct episode *ret)
{
	const unsigned index = (unsigned)(card - episodes->cards);
	const char *kind = record->symptom->kind;
	struct episode *episode = find_open(episodes, index, kind);
	struct hang_dump dump;
	unsigned changes = EPISODE_GOES_ON;

	hang_dump_parse(record->text, record->length, &dump);
	if (!episode || !goes_on(episode, record, &dump)) {
		const bool has_placeholders = episode && episode->has_placeholders;

		episode = make_episode_room(episodes, episode);
		*episode = (struct episode){
			.id = ++episodes->last_id,
			.kind = kind,
			.card = index,
			.has_placeholders = has_placeholders,
		};
		if (is_hang(kind))
			card->hangs++;
		changes = EPISODE_BEGINS;
	}
	episode->subject = card->subject;
	episode->lines++;
	episode->dump = dump;
	episode->interrupted = false;
	take_time(episode, record);
	if (!episode->confirms && has_confirmed(episodes, episode, card->hangs)) {
		episode->confirms = true;
		changes |= EPISODE_CONFIRMS;
	}
	*ret = *episode;
	return changes;
}

/* What ends a hang: a reset, a link that is up again, an interface that was raised. RET
 * may be NULL. */
static unsigned take_mark(struct episodes *episodes, struct episode_card *card,
			  const struct log_record *record, struct episode *ret)
{
	struct episode *episode =
		find_open(episodes, (unsigned)(card - episodes->cards), "tx-hang");

	if (record->mark == MARK_LINK_UP)
		card->speed = record->speed;
	else if (record->mark != MARK_RESET)
		card->speed = record->mark == MARK_LINK_DOWN ? 0 : -1;
	if (record->mark == MARK_LINK_DOWN || !episode || episode->interrupted)
		return 0;
	/* What lies before its last line has ended another one. */
	if (record->wall >= 0 && record->wall < episode->last)
		return 0;
	episode->interrupted = true;
	if (ret)
		*ret = *episode;
	return EPISODE_ENDS;
}

static enum hang_verdict judge(const struct episodes *episodes,
			       const struct episode_card *card,
			       const struct log_record *record)
{
	enum hang_verdict verdict;
	struct hang_dump dump;

	if (!is_hang(record->symptom->kind))
		return HANG_REAL;
	if (record->nic && nic_is_emulated(record->nic))
		return HANG_EMULATED;
	hang_dump_parse(record->text, record->length, &dump);
	verdict = hang_dump_judge(&dump, card->speed);
	return verdict == HANG_UNKNOWN && episodes->by_person ? HANG_REAL : verdict;
}

static bool was_taken_out(const struct episodes *episodes,
			  const struct log_record *record)
{
	int64_t seconds = 0;

	if (!episodes->has_undocked || !streq(record->symptom->kind, "link-lost"))
		return false;
	if (record->monotonic >= 0 && episodes->undocked_monotonic >= 0)
		seconds =
			(record->monotonic - episodes->undocked_monotonic) / USEC_PER_SEC;
	else if (record->wall >= 0 && episodes->undocked >= 0)
		seconds = record->wall - episodes->undocked;
	return seconds >= 0 && seconds <= UNDOCKED_SECONDS;
}

unsigned episodes_feed(struct episodes *episodes, const struct log_record *record,
		       struct episode *ret, enum hang_verdict *ret_verdict)
{
	struct episode_card *card;
	enum hang_verdict verdict = HANG_REAL;
	unsigned changes = 0;

	if (record->mark == MARK_UNDOCKED) {
		episodes->has_undocked = true;
		episodes->undocked_monotonic = record->monotonic;
		episodes->undocked = record->wall;
		return 0;
	}
	card = episodes_find_card(episodes, &record->subject);
	if (card && record->symptom && !was_taken_out(episodes, record)) {
		verdict = judge(episodes, card, record);
		if (verdict == HANG_REAL)
			changes = take_fault(episodes, card, record, ret);
	}
	if (ret_verdict)
		*ret_verdict = verdict;
	/* A reset is a fault of its own kind, and the end of a hang. */
	if (card && record->mark != MARK_NONE)
		changes |= take_mark(episodes, card, record, changes ? NULL : ret);
	return changes;
}

void episodes_end_boot(struct episodes *episodes)
{
	episodes->n_open = 0;
	episodes->has_undocked = false;
	for (unsigned i = 0; i < episodes->n_cards; i++)
		episodes->cards[i].speed = -1;
}

int64_t episode_seconds(const struct episode *episode)
{
	if (episode->first_monotonic >= 0 && episode->last_monotonic >= 0)
		return (episode->last_monotonic - episode->first_monotonic) /
		       USEC_PER_SEC;
	return episode->first >= 0 && episode->last > episode->first
		       ? episode->last - episode->first
		       : 0;
}
