/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/terminal.h"
#include "cmd/timeline-print.h"

/* Of the picture, in its own units. */
#define WIDTH	   960
#define LEFT	   24
#define RIGHT	   24
#define TOP	   64
#define EVENT_STEP 22
#define CARD_GAP   56

/* Shapes as well as colours: the picture may be printed in grey. */
static const char *const event_classes[] = {
	[TIMELINE_APPEARED] = "neutral", [TIMELINE_MODULE] = "good",
	[TIMELINE_CURED] = "good",	 [TIMELINE_IN_PLACE] = "good",
	[TIMELINE_RENAMED] = "neutral",	 [TIMELINE_ENSLAVED] = "taken",
	[TIMELINE_LINK_UP] = "taken",	 [TIMELINE_HUNG] = "bad",
};
_Static_assert(ARRAY_SIZE(event_classes) == TIMELINE_EVENT_MAX, "a class for each event");

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

struct time_span {
	double begin, end; /* seconds since boot */
};

static struct time_span find_time_span(const struct timeline *timeline)
{
	struct time_span span = { -1, -1 };

	for (size_t i = 0; i < timeline->n_cards; i++)
		for (size_t j = 0; j < timeline->cards[i].n_events; j++) {
			double time = (double)timeline->cards[i].events[j].time / 1e6;

			if (time < 0)
				continue;
			if (span.begin < 0 || time < span.begin)
				span.begin = time;
			if (time > span.end)
				span.end = time;
		}
	if (span.end <= span.begin)
		span.end = span.begin + 1;
	return span;
}

static double place(const struct time_span *span, double time)
{
	return LEFT +
	       (time - span->begin) / (span->end - span->begin) * (WIDTH - LEFT - RIGHT);
}

static void print_axis(const struct time_span *span, int height)
{
	static const double steps[] = {
		0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60, 120, 600
	};
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
		      place(span, time), TOP - 12, place(span, time), height - 12,
		      place(span, time), TOP - 18, time);
	}
}

/* A mark, and its words on that side where there is room for them. */
static void print_svg_event(const struct time_span *span,
			    const struct timeline_event *event, int y)
{
	const char *class = event_classes[event->type];
	double x = place(span, event->time < 0 ? span->begin : (double)event->time / 1e6);
	bool to_left = x > WIDTH * 0.55;

	if (event->type == TIMELINE_ENSLAVED || event->type == TIMELINE_LINK_UP)
		print("<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"10\" height=\"10\"/>",
		      class, x - 5, y - 5);
	else if (event->type == TIMELINE_HUNG)
		print("<path class=\"%s\" d=\"M%.1f %dl6 10h-12z\"/>", class, x, y - 6);
	else
		print("<circle class=\"%s\" cx=\"%.1f\" cy=\"%d\" r=\"5\"/>", class, x,
		      y);
	print("<text x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">", x + (to_left ? -10 : 10),
	      y + 4, to_left ? "end" : "start");
	print("%s ", timeline_event_name(event->type));
	print_escaped(event->detail);
	print("</text>\n");
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
	print(" <tspan class=\"dim\">%s %s</tspan> <tspan class=\"%s\">", card->slot,
	      card->driver,
	      *ret_bad ? "bad"
	      : cure   ? "good"
		       : "dim");
	print_escaped(text);
	print("</tspan></text>\n");
	for (size_t i = 0; i < card->n_events; i++)
		print_svg_event(span, &card->events[i], y + EVENT_STEP * (int)(i + 1));
}

bool timeline_print_svg(const struct timeline *timeline, const struct plan *plan)
{
	const struct time_span span = find_time_span(timeline);
	int y = TOP + 16, height = TOP + 16;
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
	      "</style>\n"
	      "<rect width=\"100%%\" height=\"100%%\" fill=\"var(--page)\"/>\n",
	      WIDTH, height);
	print("<text class=\"dim\" x=\"%d\" y=\"24\">Intel network cards, seconds since boot",
	      LEFT);
	if (*timeline->kernel) {
		print(", Linux ");
		print_escaped(timeline->kernel);
	}
	print("</text>\n");
	print_axis(&span, height);
	for (size_t i = 0; i < timeline->n_cards; i++) {
		bool bad;

		print_svg_card(&span, &timeline->cards[i], plan, y, &bad);
		any_bad |= bad;
		y += CARD_GAP + EVENT_STEP * (int)timeline->cards[i].n_events;
	}
	print("</svg>\n");
	return any_bad;
}
