/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/terminal.h"
#include "cmd/timeline-print.h"

/* Of the picture, in its own units. */
#define WIDTH	   960
#define LEFT	   24
#define RIGHT	   24
#define TOP	   64
#define BOTTOM	   40
#define EVENT_STEP 22
#define CARD_GAP   56
#define LABEL_GAP  10 /* between a mark and its words */
#define CHARACTER  7  /* wide, at most on average */

/* A boot is over then: what comes later stands at the edge, with its time. */
#define BOOT_SECONDS 300

enum mark_shape { SHAPE_CIRCLE, SHAPE_SQUARE, SHAPE_TRIANGLE };

/* Shapes as well as colours: the picture may be printed in grey. */
static const struct {
	const char *class, *words;
	enum mark_shape shape;
} event_looks[] = {
	[TIMELINE_APPEARED] = { "neutral", "appeared as ", SHAPE_CIRCLE },
	[TIMELINE_MODULE] = { "good", "driver: ", SHAPE_CIRCLE },
	[TIMELINE_CURED] = { "good", "cured: ", SHAPE_CIRCLE },
	[TIMELINE_IN_PLACE] = { "good", "in place: ", SHAPE_CIRCLE },
	[TIMELINE_UNDONE] = { "bad", "undone: ", SHAPE_TRIANGLE },
	[TIMELINE_RENAMED] = { "neutral", "renamed to ", SHAPE_CIRCLE },
	[TIMELINE_ENSLAVED] = { "taken", "taken by ", SHAPE_SQUARE },
	[TIMELINE_LINK_UP] = { "taken", "link up", SHAPE_SQUARE },
	[TIMELINE_HUNG] = { "bad", "hangs: ", SHAPE_TRIANGLE },
	[TIMELINE_FAULT] = { "bad", "fault: ", SHAPE_TRIANGLE },
};
_Static_assert(ARRAY_SIZE(event_looks) == TIMELINE_EVENT_MAX, "a look for each event");

static void print_escaped(const char *text)
{
	for (; *text; text++)
		switch (*text) {
		case '<':
			print("&lt;");
			break;
		case '>':
			print("&gt;");
			break;
		case '&':
			print("&amp;");
			break;
		case '"':
			print("&quot;");
			break;
		default:
			print("%c", *text);
		}
}

/* Seconds since boot; END is before BEGIN where the log has no times. */
struct time_span {
	double begin, end;
};

static struct time_span find_time_span(const struct timeline *timeline)
{
	struct time_span span = { -1, -2 };
	double last = -1;

	for (size_t i = 0; i < timeline->n_cards; i++)
		for (size_t j = 0; j < timeline->cards[i].n_events; j++) {
			double time = (double)timeline->cards[i].events[j].time / 1e6;

			if (time >= 0 && (span.begin < 0 || time < span.begin))
				span.begin = time;
		}
	for (size_t i = 0; i < timeline->n_cards && span.begin >= 0; i++)
		for (size_t j = 0; j < timeline->cards[i].n_events; j++) {
			double time = (double)timeline->cards[i].events[j].time / 1e6;

			if (time > last && time <= span.begin + BOOT_SECONDS)
				last = time;
		}
	if (span.begin >= 0)
		span.end = last > span.begin ? last : span.begin + 1;
	return span;
}

/* Where a time lies; what is unknown at the begin, what is late at the end. */
static double place(const struct time_span *span, double time)
{
	if (span->end < span->begin || time < span->begin)
		return LEFT;
	if (time > span->end)
		return WIDTH - RIGHT;
	return LEFT +
	       (time - span->begin) / (span->end - span->begin) * (WIDTH - LEFT - RIGHT);
}

static void print_axis(const struct time_span *span, int height)
{
	static const double steps[] = { 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60 };
	double step = steps[ARRAY_SIZE(steps) - 1];

	for (size_t i = ARRAY_SIZE(steps); i-- > 0;)
		if ((span->end - span->begin) / steps[i] <= 10)
			step = steps[i];
	for (long n = (long)(span->begin / step); (double)n * step <= span->end; n++) {
		double time = (double)n * step;

		if (time < span->begin)
			continue;
		print("<line class=\"grid\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>"
		      "<text class=\"dim\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%g "
		      "s</text>\n",
		      place(span, time), TOP - 12, place(span, time), height - BOTTOM,
		      place(span, time), TOP - 18, time);
	}
}

static void print_mark(enum mark_shape shape, const char *class, double x, int y)
{
	switch (shape) {
	case SHAPE_SQUARE:
		print("<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"10\" height=\"10\"/>",
		      class, x - 5, y - 5);
		return;
	case SHAPE_TRIANGLE:
		print("<path class=\"%s\" d=\"M%.1f %dl6 10h-12z\"/>", class, x, y - 6);
		return;
	default:
		print("<circle class=\"%s\" cx=\"%.1f\" cy=\"%d\" r=\"5\"/>", class, x,
		      y);
	}
}

/* How many characters fit beside a mark. */
static size_t find_room(double from, double to)
{
	return to > from ? (size_t)((to - from) / CHARACTER) : 0;
}

/* The words on that side of the mark where there is room; what does not fit is cut. */
static void print_label(double x, int y, const char *text)
{
	const size_t right = find_room(x + LABEL_GAP, WIDTH - LABEL_GAP),
		     left = find_room(LABEL_GAP, x - LABEL_GAP), length = strlen(text);
	const bool to_left = length > right && left > right;
	const size_t fits = to_left ? left : right;
	_cleanup_free_ char *shown = length > fits ? strndup(text, fits - 1) : NULL;

	print("<text x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">",
	      x + (to_left ? -LABEL_GAP : LABEL_GAP), y + 4, to_left ? "end" : "start");
	if (shown) {
		print("<title>");
		print_escaped(text);
		print("</title>");
	}
	print_escaped(shown ?: text);
	print("%s</text>\n", shown ? "…" : "");
}

static void print_svg_event(const struct time_span *span,
			    const struct timeline_event *event, int y)
{
	const double time = (double)event->time / 1e6;
	const bool is_late = span->end > span->begin && time > span->end;
	char text[sizeof(event->detail) + 64], when[32] = "";

	if (is_late)
		snprintf(when, sizeof(when), time < 7200 ? "%.0f s: " : "%.1f h: ",
			 time < 7200 ? time : time / 3600);
	snprintf(text, sizeof(text), "%s%s%s", when, event_looks[event->type].words,
		 event->detail);
	print_mark(event_looks[event->type].shape, event_looks[event->type].class,
		   place(span, time), y);
	print_label(place(span, time), y, text);
}

/* How long the card was cured before it was taken, or taken before it was cured. */
static void print_svg_lead(const struct time_span *span,
			   const struct timeline_event *cure,
			   const struct timeline_event *taken, bool is_bad, int y)
{
	print("<line class=\"%s\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>\n",
	      is_bad ? "late" : "lead", place(span, (double)cure->time / 1e6), y,
	      place(span, (double)taken->time / 1e6), y);
}

static void print_svg_card(const struct time_span *span, const struct timeline_card *card,
			   const struct plan *plan, int y, bool *ret_bad)
{
	const struct timeline_event *cure, *taken;
	char text[200];

	(void)timeline_judge(card, &cure, &taken);
	timeline_verdict_text(card, plan, text, sizeof(text), ret_bad);
	print("<text class=\"title\" x=\"%d\" y=\"%d\">", LEFT, y);
	print_escaped(*card->interface ? card->interface : card->slot);
	print(" <tspan class=\"dim\">");
	print_escaped(card->slot);
	print(" ");
	print_escaped(card->driver);
	print("</tspan> <tspan class=\"%s\">", *ret_bad ? "bad" : cure ? "good" : "dim");
	print_escaped(text);
	print("</tspan></text>\n");
	if (cure && taken && cure->time >= 0 && taken->time >= 0)
		print_svg_lead(span, cure, taken, *ret_bad, y + 8);
	for (size_t i = 0; i < card->n_events; i++)
		print_svg_event(span, &card->events[i], y + EVENT_STEP * (int)(i + 1));
}

static bool has_class(const struct timeline *timeline, const char *class)
{
	for (size_t i = 0; i < timeline->n_cards; i++)
		for (size_t j = 0; j < timeline->cards[i].n_events; j++)
			if (streq(event_looks[timeline->cards[i].events[j].type].class,
				  class))
				return true;
	return false;
}

/* What the marks stand for that are in the picture. */
static void print_legend(const struct timeline *timeline, int y)
{
	static const struct {
		enum timeline_event_type like;
		const char *words;
	} rows[] = {
		{ TIMELINE_CURED, "nicquirk" },
		{ TIMELINE_ENSLAVED, "in use from here on" },
		{ TIMELINE_RENAMED, "kernel and udev" },
		{ TIMELINE_HUNG, "trouble" },
	};
	int x = LEFT;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (!has_class(timeline, event_looks[rows[i].like].class))
			continue;
		print_mark(event_looks[rows[i].like].shape,
			   event_looks[rows[i].like].class, x, y - 4);
		print("<text class=\"dim\" x=\"%d\" y=\"%d\">%s</text>\n", x + LABEL_GAP,
		      y, rows[i].words);
		x += 40 + CHARACTER * (int)strlen(rows[i].words);
	}
}

static void print_heading(const struct timeline *timeline, const struct time_span *span)
{
	print("<text class=\"dim\" x=\"%d\" y=\"24\">", LEFT);
	if (timeline->n_cards == 0)
		print("No Intel network card in this log");
	else if (span->end < span->begin)
		print("Intel network cards, in the order of a log without times since boot");
	else
		print("Intel network cards, seconds since boot");
	if (*timeline->kernel) {
		print(", Linux ");
		print_escaped(timeline->kernel);
	}
	print("</text>\n");
}

bool timeline_print_svg(const struct timeline *timeline, const struct plan *plan)
{
	const struct time_span span = find_time_span(timeline);
	int y = TOP + 16, height = TOP + BOTTOM;
	bool any_bad = false;

	for (size_t i = 0; i < timeline->n_cards; i++)
		height += CARD_GAP + EVENT_STEP * (int)timeline->cards[i].n_events;
	print("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
	      "font-family=\"system-ui, sans-serif\" font-size=\"13\">\n"
	      "<style>\n"
	      ":root { --page: #fff; --ink: #1c1e21; --dim: #5f6670; --grid: #dfe3e8; "
	      "--good: #18794e; --taken: #2a5fb8; --bad: #c4320a; }\n"
	      "@media (prefers-color-scheme: dark) { :root { --page: #16181c; --ink: #e6e8eb; "
	      "--dim: #9aa2ad; --grid: #2c3138; --good: #4cc38a; --taken: #7ea8ee; --bad: "
	      "#ff8a65; } }\n"
	      "text { fill: var(--ink) } .dim { fill: var(--dim) } .title { font-weight: 600; "
	      "font-size: 15px } .grid { stroke: var(--grid) }\n"
	      ".good { fill: var(--good) } .taken { fill: var(--taken) } .bad { fill: "
	      "var(--bad) } .neutral { fill: var(--dim) }\n"
	      ".lead { stroke: var(--good); stroke-width: 3 } .late { stroke: var(--bad); "
	      "stroke-width: 3 }\n"
	      "</style>\n"
	      "<rect width=\"100%%\" height=\"100%%\" fill=\"var(--page)\"/>\n",
	      WIDTH, height);
	print_heading(timeline, &span);
	if (span.end > span.begin)
		print_axis(&span, height);
	for (size_t i = 0; i < timeline->n_cards; i++) {
		bool bad;

		print_svg_card(&span, &timeline->cards[i], plan, y, &bad);
		any_bad |= bad;
		y += CARD_GAP + EVENT_STEP * (int)timeline->cards[i].n_events;
	}
	print_legend(timeline, height - 12);
	print("</svg>\n");
	return any_bad;
}
