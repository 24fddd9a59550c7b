# SPDX-License-Identifier: GPL-2.0-or-later
# The fuzz targets: all of the sources once more, by clang and with what libFuzzer needs to see.

FUZZ_TARGETS = $(patsubst tests/fuzz/%.c,$(BUILD)/%,$(wildcard tests/fuzz/fuzz-*.c))
TIME ?= 60

$(BUILD)/fuzz-netlink: tests/netns/fake-kernel.c
$(BUILD)/fuzz-netlink: COMMAND_LIBS += $(shell $(PKG_CONFIG) --libs libmnl)
$(BUILD)/fuzz-%: tests/fuzz/fuzz-%.c tests/fuzz/fuzz.c tests/fuzz/fuzz.h \
		$(COMMAND_OBJECTS) | $(BUILD)
	$(Q)$(call say,CC,$<)$(CC) $(CPPFLAGS) -Itests/fuzz -Itests/netns $(CFLAGS) \
		-fsanitize=fuzzer -o $@ $(filter %.c %.o,$^) $(COMMAND_LIBS)

fuzz-targets: $(FUZZ_TARGETS)

fuzz-programs:
	$(Q)$(MAKE) --no-print-directory BUILD=$(BUILD)/fuzz SAN= CC=clang LDFLAGS= CFLAGS="-O1 -g \
		-fno-omit-frame-pointer -DMEMORY_LIMIT=RLIM_INFINITY -fsanitize=fuzzer-no-link,address,undefined \
		-fno-sanitize-recover=all" fuzz-targets

# make fuzz TIME=3600: each target that many seconds
fuzz: deps
	$(Q)TIME=$(TIME) tests/fuzz/run

.PHONY: fuzz fuzz-programs fuzz-targets
