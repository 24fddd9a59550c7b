/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * Module files, whole and damaged, for tests. They are made here, as a source package may
 * not hold an ELF file without its source.
 */
#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define MODULE_FILE_MAX 4096

/* Each field ends with a zero byte. */
static const char module_file_fields[] =
	"version=2.12.6\0"
	"license=GPL\0"
	"srcversion=ABCDEF0123456789ABCDEF0\0"
	"alias=pci:v00008086d00001572sv*sd*bc*sc*i*\0"
	"alias=net-pf-10\0"
	"depends=a,b\0"
	"intree=Y\0"
	"vermagic=6.1.0-fuzz SMP preempt mod_unload modversions \0"
	"noequals";

/* What may be wrong with one; the name of each says it. */
static const char *const module_file_names[] = {
	"elf",
	"no-section-at-all",
	"names-section-none",
	"names-section-past-the-table",
	"names-empty-at-the-end",
	"modinfo-empty-at-the-end",
	"modinfo-zeros-to-the-end-of-the-page",
};

/* Makes the one of that NAME in BUFFER. Its size in bytes, or 0 for an unknown name. */
static inline size_t module_file_make(unsigned char buffer[static MODULE_FILE_MAX],
				      const char *name)
{
	static const char section_names[] = "\0.shstrtab\0.modinfo";
	enum { NONE, MODINFO, NAMES, N_SECTIONS };
	const size_t fields_at = sizeof(Elf64_Ehdr);
	const size_t names_at = fields_at + sizeof(module_file_fields);
	const size_t table_at = (names_at + sizeof(section_names) + 7) & ~(size_t)7;
	const size_t end = table_at + N_SECTIONS * sizeof(Elf64_Shdr);
	Elf64_Shdr sections[N_SECTIONS] = {
		[MODINFO] = {
			.sh_name = sizeof("\0.shstrtab"),
			.sh_type = SHT_PROGBITS,
			.sh_flags = SHF_ALLOC,
			.sh_offset = fields_at,
			.sh_size = sizeof(module_file_fields),
			.sh_addralign = 1,
		},
		[NAMES] = {
			.sh_name = 1,
			.sh_type = SHT_STRTAB,
			.sh_offset = names_at,
			.sh_size = sizeof(section_names),
			.sh_addralign = 1,
		},
	};
	Elf64_Ehdr header = {
		.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64,
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
			     ELFDATA2LSB,
#else
			     ELFDATA2MSB,
#endif
			     EV_CURRENT },
		.e_type = ET_REL,
		.e_machine = EM_X86_64,
		.e_version = EV_CURRENT,
		.e_shoff = table_at,
		.e_ehsize = sizeof(Elf64_Ehdr),
		.e_shentsize = sizeof(Elf64_Shdr),
		.e_shnum = N_SECTIONS,
		.e_shstrndx = NAMES,
	};
	size_t size = end;

	if (strcmp(name, "no-section-at-all") == 0) {
		header.e_shnum = 0;
	} else if (strcmp(name, "names-section-none") == 0) {
		header.e_shstrndx = NONE;
	} else if (strcmp(name, "names-section-past-the-table") == 0) {
		header.e_shstrndx = N_SECTIONS;
	} else if (strcmp(name, "names-empty-at-the-end") == 0) {
		sections[NAMES].sh_offset = end;
		sections[NAMES].sh_size = 0;
	} else if (strcmp(name, "modinfo-empty-at-the-end") == 0) {
		sections[MODINFO].sh_offset = end;
		sections[MODINFO].sh_size = 0;
	} else if (strcmp(name, "modinfo-zeros-to-the-end-of-the-page") == 0) {
		size = MODULE_FILE_MAX;
		sections[MODINFO].sh_size = size - fields_at;
	} else if (strcmp(name, "elf") != 0) {
		return 0;
	}
	memset(buffer, 0, MODULE_FILE_MAX);
	memcpy(buffer, &header, sizeof(header));
	memcpy(buffer + fields_at, module_file_fields, sizeof(module_file_fields));
	memcpy(buffer + names_at, section_names, sizeof(section_names));
	memcpy(buffer + table_at, sections, sizeof(sections));
	return size;
}
