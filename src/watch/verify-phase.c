/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/verify-phase.h"

#include <inttypes.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include "base/command.h"
#include "base/kernel-log.h"
#include "base/log.h"
#include "diagnose/episode.h"
#include "watch/kmsg.h"

/* Nothing sent for so long, with a test under way: the transmit unit may hang. */
#define STALL_SECONDS 8

/* Nothing sent for so long: it is over. The driver's lines on a hang come before that. */
#define GIVE_UP_SECONDS 16

/* How long a packet may take to leave the port. */
#define SEND_MS 2000

/* What a run of iperf3 may take beyond its own time: to connect, to end. */
#define GRACE_SECONDS 30

/*
 * iperf3 takes one test at a time, says that it is busy until it is done with the last,
 * and then closes its port for a moment: how often, and how far apart, it is asked again.
 * At first nobody may be there at all.
 */
#define BUSY_TRIES    20
#define FIRST_TRIES   6
#define BUSY_PAUSE_MS 500

/* With a number of bytes to send, a phase still has an end. */
#define BYTES_SECONDS 7200

const struct verify_phase verify_phases[] = {
	{ .name = "transmit" },
	{ .name = "receive", .receive = true },
	{ .name = "both", .both = true },
	{ .name = "streams", .many = true },
	{ .name = "small", .udp = true },
	{ .name = "ipv6", .ipv6 = true },
	{ .name = "guest", .guest = true, .many = true },
};
const size_t n_verify_phases = ARRAY_SIZE(verify_phases);
_Static_assert(ARRAY_SIZE(verify_phases) <= VERIFY_PHASES_MAX, "room for each phase");

/* A phase under way. */
struct load {
	const struct verify_phase *phase;
	const struct verify_request *request;
	struct verify_phase_result *result;
	struct episodes episodes;
	int kmsg; /* -1: cannot be read */
	pid_t pid;
	int output;
	char *text; /* what iperf3 has said so far */
	size_t length, size;
	struct link before; /* the interface at its beginning */
	uint64_t last_sent;
	unsigned idle; /* seconds since anything was sent */
};

const char *verify_phase_skip(const struct verify_phase *phase,
			      const struct verify_request *request)
{
	if (phase->ipv6 && !request->has_ipv6)
		return "the server has no IPv6 address";
	if (phase->guest && !request->bridge)
		return "the port is in no bridge";
	if (phase->guest && !request->guest)
		return "--guest ADDRESS/LENGTH would give a guest on the bridge an address";
	return NULL;
}

/* What the interface has sent and received so far; all zero where it is gone. */
static struct link read_traffic(const struct verify_request *request)
{
	struct link link;

	if (rtnl_get_link(request->rtnl, request->ifindex, &link) < 0)
		return (struct link){ 0 };
	return link;
}

static unsigned read_carrier_losses(const struct verify_request *request)
{
	_cleanup_free_ char *text = NULL;

	if (env_read(request->env, ENV_SYS, &text, "class/net/%s/carrier_down_count",
		     request->interface) < 0)
		return 0;
	return (unsigned)strtoul(text, NULL, 10);
}

/* A fault of this very card, as far as its kind says that the card failed. */
static void take_kernel_record(const struct kmsg_record *kernel, void *data)
{
	struct load *load = data;
	struct log_record record;
	enum hang_verdict verdict = HANG_REAL;
	struct episode episode;

	if (!streq(kernel->slot, load->request->slot) ||
	    !log_record_parse(kernel->text, kernel->length, &record))
		return;
	record.monotonic = kernel->monotonic;
	episodes_feed(&load->episodes, &record, &episode, &verdict);
	if (!record.symptom || record.symptom->gravity != GRAVITY_CRITICAL ||
	    (verdict != HANG_REAL && verdict != HANG_UNKNOWN))
		return;
	if (!load->result->fault) {
		load->result->fault = record.symptom->kind;
		log_escape(load->result->log, sizeof(load->result->log), kernel->text,
			   kernel->length);
	}
	load->result->fault_lines++;
}

static int start(struct load *load, const char *network)
{
	const struct verify_request *request = load->request;
	const struct iperf_test test = {
		.host = request->host,
		.port = request->port,
		.receive = load->phase->receive,
		.both = load->phase->both,
		.udp = load->phase->udp,
		.ipv6 = load->phase->ipv6 || !request->has_ipv4,
		.streams = load->phase->many ? request->streams : 1,
		.bytes = load->phase->many && !load->phase->guest ? request->bytes : 0,
		.seconds = request->seconds,
		.network = network,
	};

	load->result->streams = test.streams;
	load->before = read_traffic(request);
	load->last_sent = load->before.tx_bytes;
	load->idle = 0;
	return iperf_start(&test, &load->pid, &load->output);
}

/* Takes what iperf3 has written: 1 where it goes on, 0 at its end, or -ENOMEM. */
static int take_output(struct load *load)
{
	ssize_t got;

	if (load->length + 65536 > load->size) {
		char *grown = realloc(load->text, load->size + 131072);

		if (!grown)
			return -ENOMEM;
		load->text = grown;
		load->size += 131072;
	}
	got = read(load->output, load->text + load->length, 65535);
	if (got < 0)
		return errno == EINTR ? 1 : -errno;
	load->length += (size_t)got;
	load->text[load->length] = '\0';
	return got > 0;
}

static void tick(struct load *load, const struct verify_progress *progress,
		 unsigned second)
{
	const struct verify_request *request = load->request;
	const struct link link = read_traffic(request);
	uint64_t bytes = link.tx_bytes - load->before.tx_bytes + link.rx_bytes -
			 load->before.rx_bytes;
	bool by_bytes = load->phase->many && !load->phase->guest && request->bytes;
	double done = by_bytes ? (double)bytes / (double)request->bytes
			       : (double)second / request->seconds;

	load->idle = link.tx_bytes == load->last_sent ? load->idle + 1 : 0;
	load->last_sent = link.tx_bytes;
	load->result->carrier = link.carrier;
	if (progress->tick)
		progress->tick(progress->user, done > 1 ? 1 : done,
			       (double)bytes / (second ?: 1));
}

static int64_t monotonic_msec(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

/* Until iperf3 ends, the card fails, the person stops it or its time is up. */
static int follow(struct load *load, const struct verify_progress *progress,
		  const volatile int *stop)
{
	const unsigned limit =
		(load->request->bytes && load->phase->many ? BYTES_SECONDS
							   : load->request->seconds) +
		GRACE_SECONDS;
	const int64_t begin = monotonic_msec();
	uint64_t lost = 0;
	unsigned second = 0;
	int r = 1;

	while (r > 0 && !*stop && !load->result->fault && second < limit) {
		struct pollfd fds[] = {
			{ .fd = load->output, .events = POLLIN },
			{ .fd = load->kmsg, .events = POLLIN },
		};
		int64_t next = begin + (second + 1) * INT64_C(1000) - monotonic_msec();

		if (poll(fds, ARRAY_SIZE(fds), next > 0 ? (int)next : 0) < 0 &&
		    errno != EINTR)
			return -errno;
		if (fds[1].revents &&
		    kmsg_read(load->kmsg, 1000, take_kernel_record, load, &lost) < 0)
			load->kmsg = -1;
		if (fds[0].revents)
			r = take_output(load);
		if (next > 0)
			continue;
		tick(load, progress, ++second);
		if (load->idle >= STALL_SECONDS)
			load->result->stalled = true;
		else if (load->idle == 0)
			load->result->stalled = false;
		if (load->idle >= GIVE_UP_SECONDS ||
		    (load->result->stalled && !load->result->carrier))
			break;
	}
	if (r > 0 && !load->result->fault && !*stop && !*load->result->note)
		snprintf(load->result->note, sizeof(load->result->note),
			 "iperf3 did not come to its end");
	return r < 0 ? r : 0;
}

static void finish_load(struct load *load)
{
	struct verify_phase_result *result = load->result;
	const struct iperf_test test = { .receive = load->phase->receive,
					 .both = load->phase->both,
					 .udp = load->phase->udp };

	kill(load->pid, SIGKILL);
	waitpid(load->pid, NULL, 0);
	close(load->output);
	if (!load->text || iperf_parse(load->text, &test, &result->iperf) < 0)
		result->iperf =
			(struct iperf_result){ .retransmits = -1, .lost_percent = -1 };
	/* Of a test that was cut short the interface knows best. */
	if (result->iperf.sent + result->iperf.received == 0) {
		const struct link link = read_traffic(load->request);

		result->iperf.sent = link.tx_bytes - load->before.tx_bytes;
		result->iperf.received = link.rx_bytes - load->before.rx_bytes;
	}
	free(load->text);
	load->text = NULL;
	load->length = load->size = 0;
}

/* 1, 0, or -1 where there is no ping(8). */
static int server_answers(const struct verify_request *request, bool ipv6)
{
	const char *const command[] = {
		"ping", ipv6 ? "-6" : "-4", "-n", "-c", "1", "-W", "2",
		"--",	request->host,	    NULL
	};

	int status = command_run(command);

	return status < 0 ? -1 : status == 0;
}

/* Whether the server was not ready for another test yet: where its port is closed it
 * refuses, and where it just closes it iperf3 3.18 sees a reset. */
static bool server_was_away(const struct verify_phase_result *result)
{
	const char *error = result->iperf.error;

	return !result->fault && (strstr(error, "Connection refused") ||
				  strstr(error, "Connection reset by peer"));
}

/* Something to send, to the discard port of the server: if it is only for its address. */
static void send_datagram(const struct verify_request *request, bool ipv6)
{
	const struct addrinfo hints = { .ai_family = ipv6 ? AF_INET6 : AF_INET,
					.ai_socktype = SOCK_DGRAM };
	_cleanup_close_ int fd = -1;
	struct addrinfo *found;

	if (getaddrinfo(request->host, "9", &hints, &found) != 0)
		return;
	fd = socket(found->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	/* What the port makes of it is looked at elsewhere. */
	if (fd < 0 ||
	    sendto(fd, "", 1, MSG_DONTWAIT, found->ai_addr, found->ai_addrlen) < 0)
		log_debug("nothing could be sent: %s", strerror(errno));
	freeaddrinfo(found);
}

/* Whether the port still sends: a server that fell away leaves it as idle as a hang does.
 */
static bool port_sends(const struct verify_request *request, bool ipv6)
{
	const uint64_t before = read_traffic(request).tx_packets;
	const int64_t end = monotonic_msec() + SEND_MS;

	send_datagram(request, ipv6);
	while (read_traffic(request).tx_packets == before) {
		if (monotonic_msec() >= end)
			return false;
		poll(NULL, 0, 50);
	}
	return true;
}

/* How the port stands after the phase, and what there is to say of one without a fault.
 */
static void look_after(const struct verify_request *request, bool ipv6,
		       struct verify_phase_result *result)
{
	const char *note = NULL;

	result->carrier = read_traffic(request).carrier;
	if (result->fault)
		return;
	if (result->stalled)
		result->sends = port_sends(request, ipv6);
	result->answers = server_answers(request, ipv6);
	if (!result->carrier)
		note = "the link is down";
	else if (*result->note && result->answers == 0)
		note = "the server fell away";
	else if (result->stalled && result->sends)
		note = "the server takes and gives nothing any more";
	else if (*result->iperf.error)
		snprintf(result->note, sizeof(result->note), "iperf3: %s",
			 result->iperf.error);
	else if (!*result->note && !result->iperf.complete)
		note = "iperf3 gave no figures: it has to be 3.7 or newer";
	if (note)
		snprintf(result->note, sizeof(result->note), "%s", note);
}

int verify_phase_run(const struct verify_phase *phase,
		     const struct verify_request *request,
		     const struct verify_progress *progress, const volatile int *stop,
		     const char *network, bool had_server,
		     struct verify_phase_result *ret)
{
	const unsigned refused_tries = had_server ? BUSY_TRIES : FIRST_TRIES;
	struct load load = { .phase = phase, .request = request, .result = ret };
	unsigned losses = read_carrier_losses(request);
	int r = 0;

	ret->ran = true;
	load.kmsg = kernel_log_follow(request->env);
	for (unsigned try = 0; try < BUSY_TRIES; try++) {
		r = start(&load, network);
		if (r < 0)
			break;
		r = follow(&load, progress, stop);
		finish_load(&load);
		if (r < 0 || *stop ||
		    !(strstr(ret->iperf.error, "busy") ||
		      (try + 1 < refused_tries && server_was_away(ret))))
			break;
		poll(NULL, 0, BUSY_PAUSE_MS);
	}
	if (load.kmsg >= 0)
		close(load.kmsg);
	ret->carrier_losses = read_carrier_losses(request) - losses;
	if (!*stop)
		look_after(request, phase->ipv6 || !request->has_ipv4, ret);
	return r;
}
