# SPDX-License-Identifier: GPL-2.0-or-later
# make            builds the command and the programs of udev into build/
# make demo       an affected card in a throw-away VM, without and with nicquirk
# make check      every test but package and matrix; check-unit and so on by tier, see tests/README.md
# make check-long   what takes long: see tests/README.md
# make fuzz       new inputs for the parsers, TIME seconds each
# make install    honours PREFIX, DESTDIR and the paths below
# V=1 shows the commands, SAN=1 builds with ASan and UBSan (into build/san).

VERSION := 0.1.0

PREFIX ?= /usr
BINDIR ?= $(PREFIX)/bin
DATADIR ?= $(PREFIX)/share
SYSCONFDIR ?= /etc
MANDIR ?= $(PREFIX)/share/man
COMPLETIONDIR ?= $(PREFIX)/share/bash-completion/completions
UDEVDIR ?= $(PREFIX)/lib/udev
LIBEXECDIR ?= $(PREFIX)/lib/nicquirk
SYSTEMDUNITDIR ?= $(PREFIX)/lib/systemd/system
SYSTEMDGENERATORDIR ?= $(patsubst %/system,%/system-generators,$(SYSTEMDUNITDIR))
DRACUTDIR ?= $(PREFIX)/lib/dracut
INITRAMFSDIR ?= $(PREFIX)/share/initramfs-tools
# Arch's /usr/lib/initcpio; empty: mkinitcpio's hook is not installed.
MKINITCPIODIR ?=
# Loaded when the mounts are asked for: a name for the loader, or a path.
LIBMOUNT ?= libmount.so.1
# Where node_exporter's textfile collector reads: Debian's.
TEXTFILEDIR ?= /var/lib/prometheus/node-exporter

CC ?= gcc
CFLAGS ?= -O2 -g
PKG_CONFIG ?= pkg-config
SCDOC ?= scdoc
BUILD ?= build$(if $(SAN),/san)
export BUILD

override CPPFLAGS += -Isrc -D_GNU_SOURCE -DVERSION='"$(VERSION)"' \
	-DLIBMOUNT='"$(LIBMOUNT)"' -DBINDIR='"$(BINDIR)"' -DLIBEXECDIR='"$(LIBEXECDIR)"' -DSYSTEMDUNITDIR='"$(SYSTEMDUNITDIR)"' -DDATADIR='"$(DATADIR)/nicquirk"' -DCONFIGDIR='"$(SYSCONFDIR)/nicquirk"'
override CFLAGS += -std=gnu11 -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wpointer-arith -Wwrite-strings -Wundef -Wformat=2 -Wformat-security -Wvla -Wcast-qual
# Nobody unwinds the stack of these programs, and they are read from an initramfs.
override CFLAGS += -fno-asynchronous-unwind-tables -ffunction-sections -fdata-sections
override LDFLAGS += -Wl,--gc-sections
ifdef SAN
override CFLAGS += -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
override LDFLAGS += -fsanitize=address,undefined
override CPPFLAGS += -DMEMORY_LIMIT=RLIM_INFINITY
endif

COMMAND_LIBS = $(shell $(PKG_CONFIG) --libs libpci libkmod libudev json-c)

# The folders of src/, each of which includes from those before it alone. The boot programs are made of
# those up to apply, and of nothing else.
BOOT_FOLDERS = base netlink quirk facts plan apply
FOLDERS = $(BOOT_FOLDERS) host modules diagnose watch lint export fleet cmd
objects_of = $(patsubst src/%.c,$(BUILD)/obj/%.o,$(wildcard $(1:%=src/%/*.c)))
HELPER_OBJECTS = $(call objects_of,$(BOOT_FOLDERS))
BOOT_PROGRAMS = $(addprefix $(BUILD)/,nicquirk-link nicquirk-pci nicquirk-generator)
COMMAND_MAIN = $(BUILD)/obj/cmd/main.o
# What "nicquirk watch" becomes: it runs for ever, and links no more than the boot programs.
WATCH_MAIN = $(BUILD)/obj/cmd/nicquirk-watch.o
WATCH_OBJECTS = $(call objects_of,$(BOOT_FOLDERS) diagnose watch)
# What an image has in the place of the command, with stand-ins for what needs libpci and json-c.
MODULE_OBJECTS = $(addprefix $(BUILD)/obj/cmd/,nicquirk-module.o module-stand-ins.o)
COMMAND_OBJECTS = $(filter-out $(COMMAND_MAIN) $(WATCH_MAIN) $(MODULE_OBJECTS),$(call objects_of,$(FOLDERS)))

# In the order in which they run, the quick ones first.
TIERS = lint unit facts compare fleet root modules hostile hostlint diagnose incidents timeline export metrics netns trixie faults fuzz nix systemd rpm arch boot
# Those that take long or a lot of disk.
LONG_TIERS = static package matrix
# The command goes into each initramfs: what is not in a hurry is made small.
SMALL_OBJECTS = $(call objects_of,host modules watch lint export fleet cmd)

UNIT_TESTS = $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(wildcard tests/unit/test-*.c))
NETNS = $(BUILD)/tests/netns
NETNS_TESTS = $(patsubst tests/netns/%.c,$(NETNS)/%,$(wildcard tests/netns/test-*.c)) \
	$(NETNS)/notifications $(NETNS)/shim.so
FAULTS = $(BUILD)/tests/faults
# Text that names installed paths is made from a .in file.
GENERATED = $(addprefix $(BUILD)/,70-nicquirk.rules nicquirk.service nicquirk-watch.service nicquirk-metrics.service \
	module-setup.sh initramfs-tools/nicquirk mkinitcpio/nicquirk)
MANUAL = $(patsubst man/%.scd,$(BUILD)/%,$(wildcard man/*.scd))

Q = $(if $(V),,@)
say = $(if $(V),,printf '  %-7s %s\n' $(1) $(2);)

all: $(BUILD)/nicquirk $(BOOT_PROGRAMS) $(BUILD)/nicquirk-module $(BUILD)/nicquirk-watch $(GENERATED) $(MANUAL)

$(BUILD)/nicquirk: $(COMMAND_MAIN) $(COMMAND_OBJECTS)
	$(Q)$(call say,LD,$@)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(COMMAND_LIBS)

# They use most of what they import: the loader is quicker with all of it at once than at each first call.
$(BOOT_PROGRAMS): override LDFLAGS += -Wl,-z,relro,-z,now
$(BOOT_PROGRAMS): $(BUILD)/%: $(BUILD)/obj/boot/%.o $(HELPER_OBJECTS)
	$(Q)$(call say,LD,$@)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^

# An archive, of which the linker takes what is missing: what the stand-ins stand for is not.
$(BUILD)/command.a: $(COMMAND_OBJECTS)
	$(Q)$(call say,AR,$@)rm -f $@; $(AR) rcs $@ $^

$(BUILD)/nicquirk-module: $(MODULE_OBJECTS) $(BUILD)/command.a
	$(Q)$(call say,LD,$@)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(shell $(PKG_CONFIG) --libs libkmod)

$(BUILD)/nicquirk-watch: $(WATCH_MAIN) $(WATCH_OBJECTS)
	$(Q)$(call say,LD,$@)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^

$(SMALL_OBJECTS): override CFLAGS := $(CFLAGS:-O2=-Os)

$(BUILD)/obj/%.o: src/%.c
	$(Q)mkdir -p $(@D)
	$(Q)$(call say,CC,$<)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/tests/%: tests/unit/%.c $(COMMAND_OBJECTS) | $(BUILD)/tests
	$(Q)$(call say,CC,$<)$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -MMD -MP -o $@ \
		$(filter %.c %.o,$^) $(COMMAND_LIBS) $(shell $(PKG_CONFIG) --libs cmocka)

# The table of devices is compiled in.
$(BUILD)/obj/quirk/pci-ids.o: override CPPFLAGS += -I$(BUILD)
$(BUILD)/obj/quirk/pci-ids.o: $(BUILD)/devices.inc $(BUILD)/drivers.inc
$(BUILD)/devices.inc: quirks/devices.tsv | $(BUILD)
	$(Q)$(call say,GEN,$@)sed -n 's/^\([a-z0-9]*\)\t\([0-9a-f]*\):\([0-9a-f]*\)\t.*/{ "\1", 0x\2, 0x\3 },/p' $< > $@
$(BUILD)/drivers.inc: quirks/devices.tsv | $(BUILD)
	$(Q)$(call say,GEN,$@)sed -n 's/^\([a-z0-9]*\)\t.*/"\1\\0"/p' $< | sort -u > $@
# e1000e|fm10k|...
DRIVERS = $(shell sed -n 's/^\([a-z0-9]*\)\t.*/\1/p' quirks/devices.tsv | sort -u | paste -s -d '|')
generate = $(Q)$(call say,GEN,$@)sed 's|@BINDIR@|$(BINDIR)|g; s|@UDEVDIR@|$(UDEVDIR)|g; s|@LIBEXECDIR@|$(LIBEXECDIR)|g; \
	s,@DRIVERS@,$(DRIVERS),g; s|@DATADIR@|$(DATADIR)|g; s|@SYSCONFDIR@|$(SYSCONFDIR)|g; s|@TEXTFILEDIR@|$(TEXTFILEDIR)|g' $< > $@
$(BUILD)/%: udev-rules/%.in Makefile | $(BUILD)
	$(generate)
$(BUILD)/%: systemd/%.in Makefile | $(BUILD)
	$(generate)
$(BUILD)/%: modules.d/50nicquirk/%.in Makefile | $(BUILD)
	$(generate)
# The command has that name, too.
$(BUILD)/initramfs-tools/%: initramfs-tools/%.in Makefile | $(BUILD)/initramfs-tools
	$(generate)
$(BUILD)/mkinitcpio/%: mkinitcpio/%.in Makefile | $(BUILD)/mkinitcpio
	$(generate)

$(MANUAL): $(BUILD)/%: man/%.scd | $(BUILD)
	$(Q)$(call say,MAN,$@)$(SCDOC) < $< > $@

netns-tests: $(NETNS_TESTS)

$(NETNS)/test-answers $(NETNS)/test-messages $(NETNS)/test-apply: tests/netns/fake-kernel.c
$(NETNS)/test-port: $(BUILD)/obj/watch/port.o
$(filter $(NETNS)/test-%,$(NETNS_TESTS)): tests/netns/own-namespace.c
$(NETNS)/%: tests/netns/%.c $(HELPER_OBJECTS) | $(NETNS)
	$(Q)$(call say,CC,$<)$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ \
		$(filter %.c %.o,$^) $(shell $(PKG_CONFIG) --libs libmnl cmocka)
# Preloaded into programs that may or may not be sanitized.
$(NETNS)/shim.so: tests/netns/shim.c | $(NETNS)
	$(Q)$(call say,CC,$<)$(CC) $(CPPFLAGS) $(filter-out -fsanitize% -fno-sanitize%,$(CFLAGS)) \
		-fPIC -shared -o $@ $<

$(FAULTS)/each-point: tests/faults/each-point.c tests/faults/fault.h | $(FAULTS)
	$(Q)$(call say,CC,$<)$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $<
# It finds its way out of a signal handler by the tables.
$(FAULTS)/fault.so: tests/faults/fault.c tests/faults/fault.h | $(FAULTS)
	$(Q)$(call say,CC,$<)$(CC) $(CPPFLAGS) $(filter-out -fsanitize% -fno-sanitize%,$(CFLAGS)) \
		-fasynchronous-unwind-tables -fPIC -shared -o $@ $<

$(BUILD) $(BUILD)/tests $(BUILD)/initramfs-tools $(BUILD)/mkinitcpio $(NETNS) $(FAULTS):
	$(Q)mkdir -p $@

# The database first: what is older than nicquirk-pci is known to it.
install: all
ifneq ($(MKINITCPIODIR),)
	install -D -m 755 $(BUILD)/mkinitcpio/nicquirk $(DESTDIR)$(MKINITCPIODIR)/install/nicquirk
	install -D -m 644 mkinitcpio/nicquirk.conf $(DESTDIR)$(SYSCONFDIR)/mkinitcpio.conf.d/nicquirk.conf
endif
	install -D -m 644 -t $(DESTDIR)$(DATADIR)/nicquirk/quirks.d quirks/*.quirk
	install -D -m 755 $(BUILD)/nicquirk $(DESTDIR)$(BINDIR)/nicquirk
	install -D -m 755 -t $(DESTDIR)$(UDEVDIR) $(BUILD)/nicquirk-link $(BUILD)/nicquirk-pci
	install -D -m 755 -t $(DESTDIR)$(LIBEXECDIR) $(BUILD)/nicquirk-watch $(BUILD)/nicquirk-module
	install -D -m 644 $(BUILD)/70-nicquirk.rules $(DESTDIR)$(UDEVDIR)/rules.d/70-nicquirk.rules
	install -D -m 755 -t $(DESTDIR)$(SYSTEMDGENERATORDIR) $(BUILD)/nicquirk-generator
	install -D -m 644 -t $(DESTDIR)$(SYSTEMDUNITDIR) $(BUILD)/nicquirk.service $(BUILD)/nicquirk-watch.service
	install -D -m 644 -t $(DESTDIR)$(SYSTEMDUNITDIR) $(BUILD)/nicquirk-metrics.service \
		systemd/nicquirk-metrics.timer
	install -D -m 644 -t $(DESTDIR)$(DATADIR)/nicquirk/prometheus prometheus/nicquirk.rules.yml \
		prometheus/nicquirk.dashboard.json
	install -D -m 755 $(BUILD)/module-setup.sh \
		$(DESTDIR)$(DRACUTDIR)/modules.d/50nicquirk/module-setup.sh
	install -D -m 755 $(BUILD)/initramfs-tools/nicquirk $(DESTDIR)$(INITRAMFSDIR)/hooks/nicquirk
	for page in $(MANUAL); do \
		install -D -m 644 -t $(DESTDIR)$(MANDIR)/man$${page##*.} $$page || exit; done
	install -D -m 644 completion/nicquirk $(DESTDIR)$(COMPLETIONDIR)/nicquirk
	install -D -m 644 nicquirk.conf $(DESTDIR)$(SYSCONFDIR)/nicquirk/nicquirk.conf

deps:
	$(Q)tests/install-deps

test-programs: unit-tests netns-tests fault-tests
fault-tests: $(FAULTS)/each-point $(FAULTS)/fault.so
unit-tests: $(UNIT_TESTS) $(BUILD)/tests/module-files

check: deps
	$(Q)$(MAKE) --no-print-directory all test-programs
	$(Q)tests/run $(TIERS)

$(TIERS:%=check-%) $(LONG_TIERS:%=check-%): check-%: deps
	$(Q)$(MAKE) --no-print-directory all test-programs
	$(Q)tests/run $*

# What takes long: every point of failure, 1,000 cycles of hot-plug, 20 power cuts.
check-abuse: deps
	$(Q)$(MAKE) --no-print-directory all test-programs
	$(Q)FULL=1 tests/run faults
	$(Q)CYCLES=1000 POWER_CUTS=20 tests/boot/run 66-cycles 67-power-cut

# The tests that take long: those tiers, the boots that are marked so, and what wears things down.
check-long: deps
	$(Q)$(MAKE) --no-print-directory all test-programs
	$(Q)tests/run $(LONG_TIERS)
	$(Q)LONG_ONES=yes tests/boot/run
	$(Q)$(MAKE) --no-print-directory check-abuse

# Under ASan, UBSan and LeakSanitizer, of both compilers.
SAN_TIERS = unit facts compare fleet root modules hostile hostlint diagnose incidents netns
check-san: deps
	$(Q)for cc in gcc clang; do echo "# $$cc"; \
		$(MAKE) --no-print-directory SAN=1 CC=$$cc BUILD=$(BUILD)/san-$$cc all test-programs && \
		BUILD=$(BUILD)/san-$$cc tests/run $(SAN_TIERS) || exit; done

# Which lines and branches the tiers without guests reach.
COVERED_TIERS = unit facts compare fleet root modules hostile hostlint diagnose incidents netns
coverage: deps
	$(Q)$(MAKE) --no-print-directory CC=gcc BUILD=$(BUILD)/coverage CFLAGS='-O0 -g --coverage' \
		all test-programs
	$(Q)find $(BUILD)/coverage -name '*.gcda' -delete
	$(Q)BUILD=$(BUILD)/coverage tests/run $(COVERED_TIERS)
	$(Q)BUILD=$(BUILD)/coverage tests/export/text.t
	$(Q)tests/coverage $(BUILD)/coverage

# Whether the tests notice what goes wrong: src/ with one small change after the other.
mutants: deps
	$(Q)tests/mutants/run $(MUTANTS)

# How long the programs take, against others and themselves, in tables.
bench: deps
	$(Q)$(MAKE) --no-print-directory all test-programs
	$(Q)tests/bench/run

demo: deps
	$(Q)$(MAKE) --no-print-directory all
	$(Q)tests/demo

# The tarball of a release, of what is committed.
dist: | $(BUILD)
	git archive --prefix=nicquirk-$(VERSION)/ -o $(BUILD)/nicquirk-$(VERSION).tar.gz HEAD

clean:
	$(Q)[ ! -d $(BUILD)/nix ] || chmod -R u+w $(BUILD)/nix
	rm -rf $(BUILD)

-include tests/fuzz/rules.mk
-include $(wildcard $(BUILD)/obj/*/*.d $(BUILD)/tests/*.d)
.PHONY: all install deps test-programs unit-tests netns-tests check $(TIERS:%=check-%) $(LONG_TIERS:%=check-%) \
	check-abuse check-long check-san coverage mutants bench fault-tests demo dist clean
