/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fake-kernel.h"

#include <linux/genetlink.h>
#include <sys/syscall.h>
#include <time.h>

struct fake_kernel kernel;

/* These three stand before those of the C library, for libmnl too. */

ssize_t sendto(int fd, const void *data, size_t length, int flags,
	       const struct sockaddr *address, socklen_t address_length)
{
	if (kernel.mode == KERNEL_REAL)
		return syscall(SYS_sendto, fd, data, length, flags, address,
			       address_length);
	memcpy(kernel.request.data, data, length);
	kernel.request.length = length;
	if (kernel.n_commands < ARRAY_SIZE(kernel.commands))
		kernel.commands[kernel.n_commands++] =
			((const struct genlmsghdr *)mnl_nlmsg_get_payload(data))->cmd;
	return (ssize_t)length;
}

static void address_to(int fd, enum addressee addressee, struct nlmsghdr *message)
{
	const struct nlmsghdr *request = (struct nlmsghdr *)kernel.request.data;
	struct sockaddr_nl socket;
	socklen_t length = sizeof(socket);

	getsockname(fd, (struct sockaddr *)&socket, &length);
	message->nlmsg_pid = socket.nl_pid + (addressee == TO_OTHER_SOCKET);
	message->nlmsg_seq = request->nlmsg_seq - (addressee == TO_EARLIER_REQUEST);
	if (addressee == TO_EVERYBODY)
		message->nlmsg_pid = message->nlmsg_seq = 0;
	if (!message->nlmsg_type)
		message->nlmsg_type = request->nlmsg_type;
}

static ssize_t give(int fd, const struct datagram *answer, struct msghdr *message)
{
	kernel.clock_ahead += kernel.is_endless;
	if (answer->error) {
		errno = answer->error;
		return -1;
	}
	memcpy(message->msg_iov[0].iov_base, answer->data, answer->length);
	if (answer->length >= sizeof(struct nlmsghdr))
		address_to(fd, answer->addressee, message->msg_iov[0].iov_base);
	if (answer->is_cut)
		message->msg_flags |= MSG_TRUNC;
	return (ssize_t)answer->length;
}

static ssize_t receive_genuine(int fd, struct msghdr *message, int flags)
{
	ssize_t length = syscall(SYS_recvmsg, fd, message, flags);

	if (length > 0) {
		memcpy(kernel.genuine.data, message->msg_iov[0].iov_base, (size_t)length);
		kernel.genuine.length = (size_t)length;
	}
	return length;
}

ssize_t recvmsg(int fd, struct msghdr *message, int flags)
{
	if (kernel.mode != KERNEL_FAKE)
		return receive_genuine(fd, message, flags);
	message->msg_namelen = sizeof(struct sockaddr_nl);
	message->msg_flags = 0;
	if (kernel.n_given == kernel.n_answers && kernel.is_endless)
		kernel.n_given = 0;
	if (kernel.n_given == kernel.n_answers) {
		errno = EAGAIN;
		return -1;
	}
	return give(fd, &kernel.answers[kernel.n_given++], message);
}

int clock_gettime(clockid_t clock, struct timespec *ret)
{
	int r = (int)syscall(SYS_clock_gettime, clock, ret);

	ret->tv_sec += kernel.clock_ahead;
	return r;
}

void kernel_fake(struct datagram *answers, size_t n)
{
	kernel.mode = KERNEL_FAKE;
	kernel.answers = answers;
	kernel.n_answers = n;
	kernel.n_given = 0;
	kernel.is_endless = false;
	kernel.n_commands = 0;
}

struct nlmsghdr *answer_begin(struct datagram *datagram)
{
	struct nlmsghdr *message;
	struct genlmsghdr *header;

	memset(datagram, 0, sizeof(*datagram));
	message = mnl_nlmsg_put_header(datagram->data);
	header = mnl_nlmsg_put_extra_header(message, sizeof(*header));
	header->version = 1;
	return message;
}

void answer_end(struct datagram *datagram)
{
	datagram->length = ((struct nlmsghdr *)datagram->data)->nlmsg_len;
}

void answer_error(struct datagram *datagram, int error)
{
	struct nlmsghdr *message;
	struct nlmsgerr *body;

	memset(datagram, 0, sizeof(*datagram));
	message = mnl_nlmsg_put_header(datagram->data);
	message->nlmsg_type = NLMSG_ERROR;
	body = mnl_nlmsg_put_extra_header(message, sizeof(*body));
	body->error = error;
	datagram->length = message->nlmsg_len;
}
