/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/elf-note.h"

#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <sys/mman.h>
#include <sys/stat.h>

/* This machine's ELF class: ElfW() of <link.h> is. */
#define CLASS (sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32)
#define DATA  (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? ELFDATA2LSB : ELFDATA2MSB)

struct bytes {
	const char *at;
	size_t n;
};

/* The part of BYTES from OFFSET, of SIZE; false where it is not all there. */
static bool cut(struct bytes bytes, size_t offset, size_t size, struct bytes *ret)
{
	if (offset > bytes.n || size > bytes.n - offset)
		return false;
	*ret = (struct bytes){ bytes.at + offset, size };
	return true;
}

static void print_hex(struct bytes bytes, char *ret)
{
	for (size_t i = 0; i < bytes.n; i++)
		sprintf(ret + 2 * i, "%02x", (unsigned char)bytes.at[i]);
}

/* A note is its three sizes, its owner's name and what it says, each filled up to 4. */
static int find_build_id(struct bytes notes, char ret[static ELF_BUILD_ID_SIZE])
{
	ElfW(Nhdr) head;
	struct bytes part, name, id;

	while (cut(notes, 0, sizeof(head), &part)) {
		size_t name_size, id_size;

		memcpy(&head, part.at, sizeof(head));
		name_size = ((size_t)head.n_namesz + 3) & ~(size_t)3;
		id_size = ((size_t)head.n_descsz + 3) & ~(size_t)3;
		if (!cut(notes, sizeof(head), head.n_namesz, &name) ||
		    !cut(notes, sizeof(head) + name_size, head.n_descsz, &id))
			break;
		if (head.n_type == NT_GNU_BUILD_ID && name.n == sizeof("GNU") &&
		    memcmp(name.at, "GNU", sizeof("GNU")) == 0 && id.n > 0 &&
		    2 * id.n < ELF_BUILD_ID_SIZE) {
			print_hex(id, ret);
			return 0;
		}
		if (!cut(notes, sizeof(head) + name_size + id_size, 0, &part))
			break;
		notes.n -= (size_t)(part.at - notes.at);
		notes.at = part.at;
	}
	return -ENOENT;
}

static int find_in_sections(struct bytes file, char ret[static ELF_BUILD_ID_SIZE])
{
	ElfW(Ehdr) head;
	struct bytes part;

	if (!cut(file, 0, sizeof(head), &part))
		return -EBADMSG;
	memcpy(&head, part.at, sizeof(head));
	if (memcmp(head.e_ident, ELFMAG, SELFMAG) != 0 ||
	    head.e_ident[EI_CLASS] != CLASS || head.e_ident[EI_DATA] != DATA ||
	    head.e_shentsize != sizeof(ElfW(Shdr)))
		return -EBADMSG;
	for (size_t i = 0; i < head.e_shnum; i++) {
		ElfW(Shdr) section;

		if (head.e_shoff > file.n ||
		    !cut(file, head.e_shoff + i * sizeof(section), sizeof(section),
			 &part))
			return -EBADMSG;
		memcpy(&section, part.at, sizeof(section));
		if (section.sh_type == SHT_NOTE &&
		    cut(file, section.sh_offset, section.sh_size, &part) &&
		    find_build_id(part, ret) == 0)
			return 0;
	}
	return -ENOENT;
}

int elf_file_build_id(const char *path, char ret[static ELF_BUILD_ID_SIZE])
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	void *map;
	int r;

	if (fd < 0 || fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode) || st.st_size <= 0)
		return -EBADMSG;
	map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (map == MAP_FAILED)
		return -errno;
	r = find_in_sections((struct bytes){ map, (size_t)st.st_size }, ret);
	munmap(map, (size_t)st.st_size);
	return r;
}

int elf_module_build_id(const struct env *env, const char *module,
			char ret[static ELF_BUILD_ID_SIZE])
{
	char path[PATH_MAX], notes[4096];
	_cleanup_close_ int fd = -1;
	ssize_t got;
	int r;

	r = env_path(path, env, ENV_SYS, "module/%s/notes/.note.gnu.build-id", module);
	if (r < 0)
		return r;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return -errno;
	got = read(fd, notes, sizeof(notes));
	if (got < 0)
		return -errno;
	return find_build_id((struct bytes){ notes, (size_t)got }, ret);
}
