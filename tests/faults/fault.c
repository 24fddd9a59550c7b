/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Preloaded into a program, to let one thing fail: see fault.h. Every system call of the
 * program, those within its libraries too, comes by here as a SIGSYS, from the first line
 * of its main() on. A process that it forks counts on where it is. Modules are never
 * really inserted or removed: that always succeeds, unless it is what fails.
 */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/ucontext.h>
#include <unistd.h>

#include "base/macro.h"
#include "fault.h"

#ifndef __x86_64__
#error "the registers of a system call are those of x86-64 here"
#endif

static struct fault *fault;
static bool is_sanitized;
/* A request that was kept back, until its answer is asked for. */
static struct nlmsghdr ignored;

/* --- allocations --- */

/* The number of one more: no two processes get the same. */
static unsigned count(void)
{
	return __atomic_add_fetch(&fault->count, 1, __ATOMIC_RELAXED);
}

static bool alloc_fails(void)
{
	unsigned number;

	if (!fault || (fault->kind != FAULT_ALLOC && fault->kind != FAULT_ALLOCS))
		return false;
	number = count();
	if (!fault->at || number < fault->at ||
	    (fault->kind == FAULT_ALLOC && number > fault->at))
		return false;
	fault->hit = true;
	errno = ENOMEM;
	return true;
}

#define NEXT(name)                                                                       \
	({                                                                               \
		static __typeof__(&name) next;                                           \
		if (!next)                                                               \
			next = (__typeof__(&name))dlsym(RTLD_NEXT, #name);               \
		next;                                                                    \
	})

void *malloc(size_t size)
{
	return alloc_fails() ? NULL : NEXT(malloc)(size);
}

void *calloc(size_t n, size_t size)
{
	return alloc_fails() ? NULL : NEXT(calloc)(n, size);
}

void *realloc(void *old, size_t size)
{
	return alloc_fails() ? NULL : NEXT(realloc)(old, size);
}

void *reallocarray(void *old, size_t n, size_t size)
{
	return alloc_fails() ? NULL : NEXT(reallocarray)(old, n, size);
}

/* --- crashes --- */

/* Says in whose code it was, and crashes; or does not end, and is told to. */
static void on_crash(int number)
{
	void *frames[32];
	Dl_info info = { 0 };
	int n;

	signal(number, SIG_DFL);
	fault = NULL;
	n = backtrace(frames, ARRAY_SIZE(frames));
	/* The first ones are this handler, what called it, and how libc raises a
	 * signal. */
	for (int i = 1; i < n; i++)
		if (dladdr(frames[i], &info) && !strstr(info.dli_fname, "/libc.so") &&
		    !strstr(info.dli_fname, "/fault.so"))
			break;
	dprintf(STDERR_FILENO, "crash within %s\n", info.dli_fname ?: "?");
	raise(number);
}

/* --- system calls --- */

long fault_raw(long call, long a, long b, long c, long d, long e, long f);
extern const char fault_raw_end[];
__asm__(".pushsection .text\n"
	".globl fault_raw\n"
	".hidden fault_raw, fault_raw_end\n"
	"fault_raw:\n"
	"	mov %rdi, %rax\n"
	"	mov %rsi, %rdi\n"
	"	mov %rdx, %rsi\n"
	"	mov %rcx, %rdx\n"
	"	mov %r8, %r10\n"
	"	mov %r9, %r8\n"
	"	mov 8(%rsp), %r9\n"
	"	syscall\n"
	".globl fault_raw_end\n"
	"fault_raw_end:\n"
	"	ret\n"
	".popsection\n");

struct call {
	long number;
	long args[6];
};

static long perform(const struct call *call)
{
	const long *a = call->args;

	return fault_raw(call->number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

static bool is_memory(long number)
{
	return number == SYS_mmap || number == SYS_munmap || number == SYS_mremap ||
	       number == SYS_brk || number == SYS_mprotect || number == SYS_madvise;
}

static bool is_module(long number)
{
	return number == SYS_finit_module || number == SYS_init_module ||
	       number == SYS_delete_module;
}

static bool may_fail(long number)
{
	switch (number) {
	/* The manual knows no error of these. */
	case SYS_getpid:
	case SYS_gettid:
	case SYS_getuid:
	case SYS_geteuid:
	case SYS_getgid:
	case SYS_getegid:
	case SYS_alarm:
	case SYS_umask:
	/* libc itself gives up where this one fails. */
	case SYS_futex:
		return false;
	}
	/* A sanitizer has no use for a program that lacks memory maps. */
	return !is_sanitized || !is_memory(number);
}

/* What depmod writes is for libkmod alone, which takes it for good, in udevd as well. */
static bool is_index(int fd)
{
	char link[32], path[256];
	long length;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	length = fault_raw(SYS_readlink, (long)link, (long)path, sizeof(path) - 1, 0, 0,
			   0);
	path[length > 0 ? length : 0] = '\0';
	return strstr(path, "/modules.");
}

static void *buffer_of(const struct call *call)
{
	switch (call->number) {
	case SYS_read:
		return is_index((int)call->args[0]) ? NULL : (void *)call->args[1];
	case SYS_pread64:
	case SYS_recvfrom:
	case SYS_readlink:
		return (void *)call->args[1];
	case SYS_readlinkat:
		return (void *)call->args[2];
	case SYS_recvmsg:
		return ((struct msghdr *)call->args[1])->msg_iov->iov_base;
	default:
		return NULL;
	}
}

static bool is_netlink(int fd)
{
	struct sockaddr_nl address = { 0 };
	socklen_t length = sizeof(address);

	return fault_raw(SYS_getsockname, fd, (long)&address, (long)&length, 0, 0, 0) ==
		       0 &&
	       address.nl_family == AF_NETLINK;
}

/* Whether the call is one of those that are counted. */
static bool counts(const struct call *call)
{
	long number = call->number;

	switch (fault->kind) {
	case FAULT_CALL:
		return may_fail(number);
	case FAULT_KILLED:
		return true;
	case FAULT_SHORT:
	case FAULT_RUBBISH:
		return buffer_of(call);
	case FAULT_ANSWER:
		return number == SYS_recvmsg && is_netlink((int)call->args[0]);
	case FAULT_IGNORED:
		return number == SYS_sendto && is_netlink((int)call->args[0]);
	default:
		return false;
	}
}

static long spoil(const struct call *call, long got)
{
	unsigned char *bytes = buffer_of(call);
	uint32_t noise = fault->at * 2654435761U + 1;

	if (got <= 0)
		return got;
	if (fault->kind == FAULT_SHORT)
		return got / 2;
	for (long i = 0; i < got; i++) {
		noise ^= noise << 13;
		noise ^= noise >> 17;
		noise ^= noise << 5;
		bytes[i] = (unsigned char)noise;
	}
	return got;
}

static long answer(const struct call *call, const struct nlmsghdr *request, int error)
{
	struct {
		struct nlmsghdr head;
		struct nlmsgerr error;
	} message = { .head = { .nlmsg_len = sizeof(message),
				.nlmsg_type = NLMSG_ERROR,
				.nlmsg_seq = request->nlmsg_seq,
				.nlmsg_pid = request->nlmsg_pid },
		      .error = { .error = -error, .msg = *request } };

	memcpy(buffer_of(call), &message, sizeof(message));
	return sizeof(message);
}

static long fail(const struct call *call)
{
	long result, got;

	switch (fault->kind) {
	case FAULT_SHORT:
	case FAULT_RUBBISH:
		got = perform(call);
		result = spoil(call, got);
		/* What was not read of a file is still to come. */
		if (call->number == SYS_read && result < got)
			fault_raw(SYS_lseek, call->args[0], result - got, SEEK_CUR, 0, 0,
				  0);
		return result;
	case FAULT_ANSWER:
		result = perform(call);
		return result < (long)NLMSG_HDRLEN
			       ? result
			       : answer(call, buffer_of(call), fault->error);
	case FAULT_IGNORED:
		memcpy(&ignored, (void *)call->args[1], sizeof(ignored));
		return call->args[2];
	case FAULT_KILLED:
		return fault_raw(SYS_kill, fault_raw(SYS_getpid, 0, 0, 0, 0, 0, 0),
				 SIGKILL, 0, 0, 0, 0);
	default:
		/* The kernel leaves the break where it is, and libc makes an error of
		 * that. */
		if (call->number == SYS_brk)
			return fault_raw(SYS_brk, 0, 0, 0, 0, 0, 0);
		/* The descriptor is gone all the same. */
		if (call->number == SYS_close)
			perform(call);
		return -fault->error;
	}
}

static long handle(const struct call *call)
{
	if (counts(call) && count() == fault->at) {
		fault->hit = true;
		fault->call = call->number;
		return fail(call);
	}
	if (ignored.nlmsg_len && call->number == SYS_recvmsg) {
		long result = answer(call, &ignored, 0);

		/* Programs look at who has sent it: the kernel. */
		memset(((struct msghdr *)call->args[1])->msg_name, 0,
		       sizeof(struct sockaddr_nl));
		((struct sockaddr_nl *)((struct msghdr *)call->args[1])->msg_name)
			->nl_family = AF_NETLINK;
		ignored.nlmsg_len = 0;
		return result;
	}
	if (is_module(call->number)) {
		fault->modules += call->number != SYS_delete_module;
		return 0;
	}
	return perform(call);
}

static void on_call(int signal _unused_, siginfo_t *info, void *data)
{
	greg_t *registers = ((ucontext_t *)data)->uc_mcontext.gregs;
	struct call call = { .number = info->si_syscall,
			     .args = { registers[REG_RDI], registers[REG_RSI],
				       registers[REG_RDX], registers[REG_R10],
				       registers[REG_R8], registers[REG_R9] } };

	registers[REG_RAX] = handle(&call);
}

#define LOAD(member)                                                                     \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS,                                               \
		 (unsigned)(offsetof(struct seccomp_data, member)))
#define IF_EQUAL(value, yes, no) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), (yes), (no))
#define ANSWER(action)		 BPF_STMT(BPF_RET | BPF_K, (action))
#define LET_GO(number)		 IF_EQUAL((number), 0, 1), ANSWER(SECCOMP_RET_ALLOW)

static int trap_calls(bool all)
{
	uintptr_t own = (uintptr_t)fault_raw_end;
	struct sock_filter filter[] = {
		LOAD(instruction_pointer),
		IF_EQUAL((unsigned)own, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, instruction_pointer) + 4),
		IF_EQUAL((unsigned)(own >> 32), 0, 1),
		ANSWER(SECCOMP_RET_ALLOW),
		LOAD(nr),
		/* What cannot be done from within a signal handler, or cannot fail. */
		LET_GO(SYS_rt_sigreturn),
		LET_GO(SYS_rt_sigprocmask),
		LET_GO(SYS_sigaltstack),
		LET_GO(SYS_clone),
		LET_GO(SYS_clone3),
		LET_GO(SYS_vfork),
		LET_GO(SYS_fork),
		LET_GO(SYS_exit),
		LET_GO(SYS_exit_group),
		IF_EQUAL(SYS_finit_module, 3, 0),
		IF_EQUAL(SYS_init_module, 2, 0),
		IF_EQUAL(SYS_delete_module, 1, 0),
		ANSWER(all ? SECCOMP_RET_TRAP : SECCOMP_RET_ALLOW),
		ANSWER(SECCOMP_RET_TRAP),
	};
	struct sock_fprog program = { .len = ARRAY_SIZE(filter), .filter = filter };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
			       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0
		       ? -errno
		       : 0;
}

/* What a sanitizer does at the end of the program is its own affair. */
static void disarm(void)
{
	fault->at = 0;
}

__attribute__((constructor)) static void start(void)
{
	const char *fd = getenv(FAULT_FD);
	struct sigaction action = { .sa_sigaction = on_call,
				    .sa_flags = SA_SIGINFO | SA_NODEFER };
	struct fault *shared;
	void *frame;

	if (!fd)
		return;
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED, atoi(fd),
		      0);
	if (shared == MAP_FAILED || close(atoi(fd)) < 0 ||
	    sigaction(SIGSYS, &action, NULL) < 0)
		abort();
	is_sanitized = dlsym(RTLD_DEFAULT, "__asan_init");
	if (is_sanitized && atexit(disarm) != 0)
		abort();
	unsetenv("LD_PRELOAD");
	unsetenv(FAULT_FD);
	/* The first call loads a library. */
	backtrace(&frame, 1);
	signal(SIGABRT, on_crash);
	signal(SIGALRM, on_crash);
	if (!is_sanitized)
		signal(SIGSEGV, on_crash);
	fault = shared;
	if (trap_calls(fault->kind != FAULT_ALLOC && fault->kind != FAULT_ALLOCS) < 0)
		abort();
}
