/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint/initrd.h"

#include <fcntl.h>
#include <fnmatch.h>
#include <sys/wait.h>

#include "lint/conf-line.h"

#define HEADER_SIZE   110 /* of "newc": a magic number and 13 fields of 8 hex digits */
#define NAME_SIZE_MAX PATH_MAX
/* An image of 150 KiB can hold the same name a million times. */
#define MODPROBE_SIZE_MAX (1u << 20)
#define MODULES_MAX	  65536
#define OURS_MAX	  64
#define FIELD_FILE_SIZE	  6
#define FIELD_NAME_SIZE	  11

/* libarchive would bring libxml2 and ICU into a program that runs at boot; who makes an
 * image has its decompressor. */
static const struct {
	const char *magic;
	size_t length;
	const char *command[4];
} decompressors[] = {
	{ "\x1f\x8b", 2, { "gzip", "-cd", NULL } },
	{ "\xfd"
	  "7zXZ",
	  5,
	  { "xz", "-cd", NULL } },
	{ "\x28\xb5\x2f\xfd", 4, { "zstd", "-qcd", NULL } },
	{ "\x02\x21\x4c\x18", 4, { "lz4", "-cd", NULL } },
	{ "BZh", 3, { "bzip2", "-cd", NULL } },
	{ "\x89LZO", 4, { "lzop", "-cd", NULL } },
	{ "\x5d\x00\x00", 3, { "xz", "--format=lzma", "-cd", NULL } },
};

static int skip(FILE *stream, size_t size)
{
	char buffer[1 << 14];

	while (size > 0) {
		size_t chunk = size < sizeof(buffer) ? size : sizeof(buffer);

		if (fread(buffer, 1, chunk, stream) != chunk)
			return -EBADMSG;
		size -= chunk;
	}
	return 0;
}

/* Takes the lines of a modprobe.d file, each with one blank between its words. */
static int take_modprobe(struct initrd *initrd, char *text)
{
	char *line, *lines;

	for (line = strtok_r(text, "\n", &lines); line;
	     line = strtok_r(NULL, "\n", &lines)) {
		char joined[1024] = "";
		size_t length = 0;
		const char *word;
		int r;

		while ((word = conf_word(&line)) && length < sizeof(joined))
			length +=
				(size_t)snprintf(joined + length, sizeof(joined) - length,
						 "%s%s", length ? " " : "", word);
		if (!*joined || *joined == '#')
			continue;
		r = strings_add(&initrd->modprobe, joined);
		if (r < 0)
			return r;
	}
	return 0;
}

static int read_modprobe(struct initrd *initrd, FILE *stream, size_t size)
{
	_cleanup_free_ char *text = NULL;

	if (size > MODPROBE_SIZE_MAX - initrd->modprobe_size)
		return -EFBIG;
	initrd->modprobe_size += size;
	text = malloc(size + 1);
	if (!text)
		return -ENOMEM;
	if (fread(text, 1, size, stream) != size)
		return -EBADMSG;
	text[size] = '\0';
	return take_modprobe(initrd, text);
}

/* Fields and names are padded to multiples of four, counted from the header. */
static size_t padding(size_t size)
{
	return (4 - size % 4) % 4;
}

static int parse_field(const char *header, unsigned field, size_t *ret)
{
	char digits[9] = "", *end;

	memcpy(digits, header + 6 + 8 * field, 8);
	*ret = strtoul(digits, &end, 16);
	return *end ? -EBADMSG : 0;
}

/* The name of a module as the kernel has it, which takes '-' and '_' for the same. */
static size_t copy_module_name(const char *name, size_t length, char ret[NAME_MAX])
{
	if (length > NAME_MAX)
		length = NAME_MAX;
	for (size_t i = 0; i < length; i++)
		ret[i] = name[i] == '-' ? '_' : name[i];
	return length;
}

/* Keeps of the name of a file what may be asked for. */
static int note_name(struct initrd *initrd, const char *path)
{
	const char *slash = strrchr(path, '/'), *file = slash ? slash + 1 : path;
	const char *suffix = strstr(file, ".ko");
	char module[NAME_MAX];
	size_t length;

	if (strstr(file, "nicquirk"))
		return initrd->ours.n < OURS_MAX ? strings_add_once(&initrd->ours, path)
						 : -EFBIG;
	if (!suffix || !strstr(path, "lib/modules/"))
		return 0;
	if (initrd->modules.n == MODULES_MAX)
		return -EFBIG;
	length = copy_module_name(file, (size_t)(suffix - file), module);
	return name_set_add(&initrd->modules, module, length);
}

/* One file of an archive. 1 where that was the last, 0, or -errno. */
static int read_entry(struct initrd *initrd, const char *header, FILE *stream)
{
	char name[NAME_SIZE_MAX];
	size_t name_size, file_size;
	const char *path = name;
	int r;

	if (parse_field(header, FIELD_NAME_SIZE, &name_size) < 0 ||
	    parse_field(header, FIELD_FILE_SIZE, &file_size) < 0 || name_size == 0 ||
	    name_size > sizeof(name) || fread(name, 1, name_size, stream) != name_size ||
	    skip(stream, padding(HEADER_SIZE + name_size)) < 0)
		return -EBADMSG;
	name[name_size - 1] = '\0';
	if (streq(name, "TRAILER!!!"))
		return 1;
	while (strncmp(path, "./", 2) == 0 || *path == '/')
		path += *path == '/' ? 1 : 2;
	r = note_name(initrd, path);
	if (r >= 0 && fnmatch("*modprobe.d/*.conf", path, 0) == 0)
		r = read_modprobe(initrd, stream, file_size);
	else if (r >= 0)
		r = skip(stream, file_size);
	return r < 0 ? r : skip(stream, padding(file_size));
}

/* The archives of a stream, up to its end or to something else, whose place is
 * RET_END. */
static int read_archives(struct initrd *initrd, FILE *stream, long *ret_end)
{
	char header[HEADER_SIZE];
	int r = 0, c;

	while (true) {
		/* Between archives there are zeros. */
		do
			c = getc(stream);
		while (c == '\0');
		/* Without its last entry an archive is cut off. */
		if (c == EOF)
			return r == 1 ? 0 : -EBADMSG;
		if (c != '0') {
			/* A pipe has no place: in it there is nothing but archives. */
			*ret_end = ftell(stream) - 1;
			return *ret_end < 0 ? -EBADMSG : 1;
		}
		header[0] = (char)c;
		if (fread(header + 1, 1, sizeof(header) - 1, stream) !=
			    sizeof(header) - 1 ||
		    (memcmp(header, "070701", 6) != 0 &&
		     memcmp(header, "070702", 6) != 0))
			return -EBADMSG;
		r = read_entry(initrd, header, stream);
		if (r < 0)
			return r;
	}
}

/* Runs the program that understands the rest of the file FD, which stands there. */
static int start_decompressor(int fd, const char *const *command, pid_t *ret_pid,
			      FILE **ret)
{
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	pid = fork();
	if (pid == 0) {
		int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

		dup2(fd, STDIN_FILENO);
		dup2(ends[1], STDOUT_FILENO);
		/* After the archive comes padding, which they call garbage. */
		dup2(null, STDERR_FILENO);
		execvp(command[0], (char *const *)(uintptr_t)command);
		_exit(127);
	}
	close(ends[1]);
	*ret = pid < 0 ? NULL : fdopen(ends[0], "r");
	if (!*ret) {
		close(ends[0]);
		if (pid > 0)
			waitpid(pid, NULL, 0);
		return -EAGAIN;
	}
	*ret_pid = pid;
	return 0;
}

static int read_compressed(struct initrd *initrd, int fd, const char *const *command)
{
	FILE *stream = NULL;
	int status = 0, r;
	pid_t pid = -1;
	long end;

	r = start_decompressor(fd, command, &pid, &stream);
	if (r < 0)
		return r;
	r = read_archives(initrd, stream, &end);
	fclose(stream);
	if (waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
	    WEXITSTATUS(status) == 127)
		return -ENOEXEC;
	/* It may have met the padding, or our end of the pipe; what counts is what it
	 * gave. */
	return r;
}

static int read_image(struct initrd *initrd, const char *path)
{
	_cleanup_fclose_ FILE *stream = fopen(path, "re");
	_cleanup_close_ int fd = -1;
	char magic[8] = "";
	long end = 0;
	int r;

	if (!stream)
		return -errno;
	r = read_archives(initrd, stream, &end);
	if (r <= 0)
		return r;
	/* Not the stream's own: that has read ahead. */
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || pread(fd, magic, sizeof(magic), end) < 0 ||
	    lseek(fd, end, SEEK_SET) < 0)
		return -errno;
	for (size_t i = 0; i < ARRAY_SIZE(decompressors); i++)
		if (memcmp(magic, decompressors[i].magic, decompressors[i].length) == 0)
			return read_compressed(initrd, fd, decompressors[i].command);
	return -EBADMSG;
}

int initrd_read(const struct env *env, const char *release, struct initrd *ret)
{
	static const struct {
		const char *before, *after;
	} names[] = { { "initrd.img-", "" },
		      { "initramfs-", ".img" },
		      { "initrd-", "" } };
	struct initrd initrd = { 0 };
	char path[PATH_MAX];
	int r = -ENOENT;

	for (size_t i = 0; i < ARRAY_SIZE(names) && !initrd.path; i++)
		if (env_path(path, env, ENV_ROOT, "boot/%s%s%s", names[i].before, release,
			     names[i].after) == 0 &&
		    access(path, F_OK) == 0) {
			initrd.path = strdup(path);
			r = initrd.path ? read_image(&initrd, path) : -ENOMEM;
			break;
		}
	if (r < 0) {
		strings_clear(&initrd.ours);
		name_set_clear(&initrd.modules);
		strings_clear(&initrd.modprobe);
	}
	*ret = initrd;
	return r;
}

bool initrd_has(const struct initrd *initrd, const char *name)
{
	size_t end = strlen(name);

	for (size_t i = 0; i < initrd->ours.n; i++) {
		const char *path = initrd->ours.list[i];
		size_t length = strlen(path);

		if (length >= end && streq(path + length - end, name))
			return true;
	}
	return false;
}

bool initrd_has_module(const struct initrd *initrd, const char *module)
{
	char name[NAME_MAX];
	size_t length = copy_module_name(module, strlen(module), name);

	return name_set_has(&initrd->modules, name, length);
}

void initrd_clear(struct initrd *initrd)
{
	free(initrd->path);
	strings_clear(&initrd->ours);
	name_set_clear(&initrd->modules);
	strings_clear(&initrd->modprobe);
	*initrd = (struct initrd){ 0 };
}
