/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "netlink/rtnetlink.h"

#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <time.h>

/*
 * The kernel holds a lock of its own while others change the network: it may take its
 * time.
 */
#define TIMEOUT_SECONDS 10

/* The kernel fills a datagram of a dump up to 32 KiB. */
#define RTNL_BUFFER_SIZE 32768

struct rtnl {
	struct nl_socket *socket;
	uint32_t sequence;
	/* Holds the request, and then its answer. */
	_Alignas(struct nlmsghdr) char buffer[RTNL_BUFFER_SIZE];
};

/* What is done with the answers of one request. */
struct listing {
	rtnl_function *function; /* NULL: only the end of the request is of interest */
	void *data;
	bool interrupted; /* the list changed while it was read */
};

int rtnl_open(struct rtnl **ret)
{
	_cleanup_(rtnl_closep) struct rtnl *rtnl = malloc(sizeof(*rtnl));

	if (!rtnl)
		return -ENOMEM;
	rtnl->sequence = 0;
	rtnl->socket = nl_socket_open(NETLINK_ROUTE, 0, TIMEOUT_SECONDS);
	if (!rtnl->socket)
		return -errno;
	*ret = TAKE_PTR(rtnl);
	return 0;
}

struct rtnl *rtnl_close(struct rtnl *rtnl)
{
	if (rtnl && rtnl->socket)
		nl_socket_close(rtnl->socket);
	free(rtnl);
	return NULL;
}

/* 1 where the message ends the request, 0 where more follows, or the error. */
static int take_message(struct listing *listing, const struct nlmsghdr *message)
{
	const struct nlmsgerr *error = nl_payload(message);
	const int *status = nl_payload(message);

	if (message->nlmsg_flags & NLM_F_DUMP_INTR)
		listing->interrupted = true;
	if (message->nlmsg_type == NLMSG_DONE)
		return nl_payload_length(message) >= sizeof(*status) && *status < 0
			       ? *status
			       : 1;
	if (message->nlmsg_type == NLMSG_ERROR) {
		if (nl_payload_length(message) < sizeof(*error) || error->error > 0)
			return -EBADMSG;
		return error->error < 0 ? error->error : 1;
	}
	return listing->function ? listing->function(message, listing->data) : 0;
}

static int take_datagram(const struct rtnl *rtnl, struct listing *listing, int length)
{
	const struct nlmsghdr *message = (const struct nlmsghdr *)rtnl->buffer;
	int left = length;

	for (; nl_message_ok(message, left); message = nl_message_next(message, &left)) {
		int r;

		/* The answer to a request that was given up. */
		if (message->nlmsg_seq != rtnl->sequence)
			continue;
		r = take_message(listing, message);
		if (r != 0)
			return r;
	}
	return left > 0 ? -EBADMSG : 0;
}

static int receive_answer(struct rtnl *rtnl, struct listing *listing)
{
	int r = 0;

	while (r == 0) {
		ssize_t length = nl_socket_receive(rtnl->socket, rtnl->buffer,
						   sizeof(rtnl->buffer));

		if (length < 0 && errno == EINTR)
			continue;
		if (length < 0)
			return errno == EAGAIN ? -ETIMEDOUT : -errno;
		r = take_datagram(rtnl, listing, (int)length);
	}
	return r < 0 ? r : 0;
}

/* Sends what the buffer holds and waits until the kernel has dealt with it. */
static int carry_out_request(struct rtnl *rtnl, uint16_t flags, struct listing *listing)
{
	struct nlmsghdr *request = (struct nlmsghdr *)rtnl->buffer;
	int r;

	request->nlmsg_flags = NLM_F_REQUEST | flags;
	request->nlmsg_seq = ++rtnl->sequence;
	request->nlmsg_pid = 0;
	r = nl_socket_send(rtnl->socket, request);
	return r < 0 ? r : receive_answer(rtnl, listing);
}

static struct nlmsghdr *begin_link(struct rtnl *rtnl, uint16_t type, unsigned ifindex)
{
	struct nlmsghdr *request = nl_put_header(rtnl->buffer);
	struct ifinfomsg *info;

	request->nlmsg_type = type;
	info = nl_put_extra_header(request, sizeof(*info));
	info->ifi_index = (int)ifindex;
	return request;
}

struct link_search {
	struct link *link;
	bool found;
};

static int take_link(const struct nlmsghdr *message, void *data)
{
	struct link_search *search = data;
	int r;

	if (message->nlmsg_type != RTM_NEWLINK)
		return -EBADMSG;
	r = link_parse(message, search->link);
	search->found = r == 0;
	return r;
}

int rtnl_get_link(struct rtnl *rtnl, unsigned ifindex, struct link *ret)
{
	struct link link = { 0 };
	struct link_search search = { .link = &link };
	struct listing listing = { .function = take_link, .data = &search };
	int r;

	begin_link(rtnl, RTM_GETLINK, ifindex);
	r = carry_out_request(rtnl, NLM_F_ACK, &listing);
	if (r < 0)
		return r;
	if (!search.found)
		return -EBADMSG;
	*ret = link;
	return 0;
}

int rtnl_set_up(struct rtnl *rtnl, unsigned ifindex, bool up)
{
	struct nlmsghdr *request = begin_link(rtnl, RTM_NEWLINK, ifindex);
	struct ifinfomsg *info = nl_payload(request);
	struct listing listing = { 0 };

	info->ifi_change = IFF_UP;
	info->ifi_flags = up ? IFF_UP : 0;
	return carry_out_request(rtnl, NLM_F_ACK, &listing);
}

int rtnl_set_master(struct rtnl *rtnl, unsigned ifindex, unsigned master)
{
	struct nlmsghdr *request = begin_link(rtnl, RTM_NEWLINK, ifindex);
	struct listing listing = { 0 };

	nl_put_u32(request, IFLA_MASTER, master);
	return carry_out_request(rtnl, NLM_F_ACK, &listing);
}

int rtnl_dump(struct rtnl *rtnl, uint16_t type, uint8_t family, rtnl_function *function,
	      void *data)
{
	struct listing listing = { .function = function, .data = data };
	struct nlmsghdr *request = nl_put_header(rtnl->buffer);
	struct rtgenmsg *header;
	int r;

	request->nlmsg_type = type;
	header = nl_put_extra_header(request, sizeof(*header));
	header->rtgen_family = family;
	r = carry_out_request(rtnl, NLM_F_DUMP, &listing);
	if (r >= 0 && listing.interrupted)
		return -EINTR;
	return r;
}

int rtnl_replay(struct rtnl *rtnl, const struct nlmsghdr *message, uint16_t flags)
{
	struct listing listing = { 0 };

	if (message->nlmsg_len > sizeof(rtnl->buffer))
		return -EMSGSIZE;
	memcpy(rtnl->buffer, message, message->nlmsg_len);
	return carry_out_request(rtnl, NLM_F_ACK | flags, &listing);
}

static int read_attr(const struct nlattr *attr, struct link *link, bool *elsewhere)
{
	switch (nl_attr_type(attr)) {
	case IFLA_IFNAME:
		if (!nl_attr_is(attr, NL_NUL_STRING))
			return -EBADMSG;
		snprintf(link->name, sizeof(link->name), "%s", nl_attr_str(attr));
		break;
	case IFLA_MASTER:
	case IFLA_LINK:
		if (!nl_attr_is(attr, NL_U32))
			return -EBADMSG;
		*(nl_attr_type(attr) == IFLA_LINK ? &link->lower : &link->master) =
			nl_attr_u32(attr);
		break;
	case IFLA_LINK_NETNSID:
		*elsewhere = true;
		break;
	case IFLA_STATS64: {
		struct rtnl_link_stats64 stats;
		const size_t needed = offsetof(typeof(stats), rx_errors);

		if (nl_attr_length(attr) < needed)
			break;
		/* The kernel aligns to 4 bytes only. */
		memcpy(&stats, nl_attr_payload(attr), needed);
		link->tx_packets = stats.tx_packets;
		link->tx_bytes = stats.tx_bytes;
		link->rx_bytes = stats.rx_bytes;
		break;
	}
	}
	return 0;
}

int link_parse(const struct nlmsghdr *message, struct link *ret)
{
	const struct ifinfomsg *info = nl_payload(message);
	bool elsewhere = false;
	struct nlattr *attr;
	struct link link;

	if (nl_payload_length(message) < sizeof(*info) || info->ifi_index <= 0)
		return -EBADMSG;
	link = (struct link){
		.ifindex = (unsigned)info->ifi_index,
		.up = info->ifi_flags & IFF_UP,
		/*
		 * Not IFF_RUNNING: that waits for a bond, or for whoever sets the
		 * operational state.
		 */
		.carrier = info->ifi_flags & (1U << 16 /* IFF_LOWER_UP */),
	};
	nl_for_each_attr(attr, message, sizeof(*info)) {
		int r = read_attr(attr, &link, &elsewhere);

		if (r < 0)
			return r;
	}
	/*
	 * An index means something in its own namespace only. A VLAN names itself in no
	 * case.
	 */
	if (elsewhere || link.lower == link.ifindex)
		link.lower = 0;
	*ret = link;
	return 0;
}
