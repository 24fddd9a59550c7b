/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scratch.h"

#include "facts/facts.h"
#include "host/rootfs.h"

#define SATA "pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block/sda"
#define UUID "2f4e9a6c-6d1c-4c6e-9a55-1d2b6f7f5b10"

static void add_link(struct scratch *scratch, enum env_dir dir, const char *file,
		     const char *target)
{
	char path[PATH_MAX];

	scratch_path(scratch, path, dir, file);
	assert_int_equal(symlink(target, path), 0);
}

/* A block device in FOLDER below /sys/devices, with the links by which it is found. */
static void add_block(struct scratch *scratch, const char *folder, const char *number)
{
	char file[PATH_MAX], target[PATH_MAX];

	snprintf(file, sizeof(file), "devices/%s/dev", folder);
	scratch_write(scratch, ENV_SYS, file, number);
	snprintf(target, sizeof(target), "../../devices/%s", folder);
	snprintf(file, sizeof(file), "class/block/%s", strrchr(folder, '/') + 1);
	add_link(scratch, ENV_SYS, file, target);
	snprintf(file, sizeof(file), "dev/block/%s", number);
	add_link(scratch, ENV_SYS, file, target);
}

/* What is found out with this command line, and forgotten again. SOURCE may be NULL. */
static void check_root(struct scratch *scratch, const char *cmdline, const char *source,
		       enum transport transport)
{
	_cleanup_(facts_freep) struct facts *facts = calloc(1, sizeof(*facts));

	assert_non_null(facts);
	scratch_write(scratch, ENV_PROC, "cmdline", cmdline);
	assert_int_equal(rootfs_read(&scratch->env, facts), 0);
	if (facts->root_transport != transport ||
	    !streq(facts->root_source ?: "", source ?: ""))
		fail_msg("%s: %s, transport %d", cmdline, facts->root_source ?: "(null)",
			 facts->root_transport);
}

static void set_mounts(struct scratch *scratch, const char *mountinfo)
{
	scratch_write(scratch, ENV_PROC, "self/mountinfo", mountinfo);
}

static void network_is_told_by_kind_alone(void **state)
{
	static const struct {
		const char *cmdline, *source;
	} rows[] = {
		{ "root=/dev/nfs nfsroot=192.0.2.1:/srv/root,vers=4", "nfs" },
		{ "nfsroot=192.0.2.1:/srv/root", "nfs" },
		{ "root=nfs:192.0.2.1:/srv/root:rw", "nfs" },
		{ "root=nfs4:192.0.2.1:/srv/root", "nfs" },
		{ "root=iscsi:user:password@192.0.2.1::::iqn.2003-01.example:a",
		  "iscsi" },
		{ "root=UUID=" UUID " netroot=iscsi:@192.0.2.1::::iqn.a:b", "iscsi" },
		{ "netroot=iscsi rd.iscsi.firmware=1 root=LABEL=root", "iscsi" },
		{ "root=dhcp netroot=dhcp", "dhcp" },
		{ "root=dhcp6", "dhcp" },
		{ "root=nbd:192.0.2.1:name", "nbd" },
		{ "root=/dev/nbd0 nbdroot=192.0.2.1,10809", "nbd" },
		{ "root=block:/dev/nbd0p1", "nbd" },
		{ "root=/dev/cifs cifsroot=//192.0.2.1/share,user=a,password=b", "cifs" },
		{ "root=live:https://example.com/image.squashfs", "https" },
		{ "netroot=livenet:http://example.com/image.squashfs", "http" },
		{ "root=/dev/disk/by-path/ip-192.0.2.1:3260-iscsi-iqn.a-lun-1", "iscsi" },
		{ "root=/dev/rbd0", "rbd" },
		{ "root=/dev/drbd0", "drbd" },
		{ "root=/dev/etherd/e1.0", "aoe" },
		{ "netroot=aoe:e1.0", "aoe" },
		{ "root=ceph:192.0.2.1:/", "ceph" },
		{ "root=cifs://192.0.2.1/share", "cifs" },
		{ "root=smb://192.0.2.1/share", "cifs" },
		{ "netroot=fcoe:eth0:nodcb", "fcoe" },
		{ "root=live:ftp://192.0.2.1/image", "ftp" },
		{ "root=live:tftp://192.0.2.1/image", "tftp" },
		{ "iscsiroot=192.0.2.1", "iscsi" },
		{ "netroot=new-kind:user:password@example.com", "network" },
		{ "ro \"netroot=nfs:192.0.2.1:/two words\" quiet", "nfs" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		check_root(*state, rows[i].cmdline, rows[i].source, TRANSPORT_NETWORK);
}

static void other_words_tell_nothing(void **state)
{
	static const char *const rows[] = {
		"",
		"ip=dhcp",
		"ip=192.0.2.7::192.0.2.1:255.255.255.0:name:eth0:none rd.neednet=1",
		"netroot=",
		"nfsroot= root=",
		"xnetroot=iscsi:a",
		"netroot",
		"rootwait rootfstype=nfs",
		"note=\"boot with netroot=iscsi: root=/dev/nfs\"",
		"root=LABEL=nfs",
		"root=UUID=" UUID,
		"root=PARTUUID=" UUID "/PARTNROFF=1",
		"root=/dev/",
		"root=/dev/../..",
		"root=8:",
		"root=0:0",
		"root=fstab",
		"root=live:CDLABEL=live",
		"root=\"",
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		check_root(*state, rows[i], NULL, TRANSPORT_UNKNOWN);
}

static void device_is_found_by_any_name(void **state)
{
	struct scratch *scratch = *state;
	static const char *const rows[] = {
		"root=/dev/sda1",
		"root=/dev/disk/by-id/ata-disk-part1",
		"root=/dev/mapper/name",
		"root=UUID=" UUID,
		"root=block:UUID=" UUID,
		"root=PARTUUID=00112233-01",
		"root=PARTLABEL=system",
		"root=LABEL=one",
		"\"root=LABEL=two words\" quiet",
		"root=\"LABEL=two words\" quiet",
		"root=live:LABEL=one",
		"root=ZFS=one/ROOT/debian",
		"root=zfs:one",
		"root=8:1",
		"root=/dev/nfs root=/dev/sda1",
	};

	add_block(scratch, SATA, "8:0");
	add_block(scratch, SATA "/sda1", "8:1");
	scratch_write(scratch, ENV_SYS, "devices/" SATA "/sda1/partition", "1\n");
	add_link(scratch, ENV_DEV, "disk/by-id/ata-disk-part1", "../../sda1");
	add_link(scratch, ENV_DEV, "mapper/name", "../sda1");
	add_link(scratch, ENV_DEV, "disk/by-uuid/" UUID, "../../sda1");
	add_link(scratch, ENV_DEV, "disk/by-partuuid/00112233-01", "../../sda1");
	add_link(scratch, ENV_DEV, "disk/by-partlabel/system", "../../sda1");
	add_link(scratch, ENV_DEV, "disk/by-label/one", "../../sda1");
	add_link(scratch, ENV_DEV, "disk/by-label/two\\x20words", "../../sda1");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		check_root(scratch, rows[i], "/dev/sda1", TRANSPORT_LOCAL);
}

static void disk_is_known_by_name_or_bus(void **state)
{
	struct scratch *scratch = *state;
	static const struct {
		const char *folder;
		enum transport transport;
	} rows[] = {
		{ SATA, TRANSPORT_LOCAL },
		{ "pci0000:00/0000:00:04.0/virtio1/block/vda", TRANSPORT_LOCAL },
		{ "pci0000:00/0000:03:00.0/cciss0/block/cciss!c0d0", TRANSPORT_LOCAL },
		{ "pci0000:00/host4/rport-4:0-0/target4:0:0/block/sdb", TRANSPORT_LOCAL },
		{ "pci0000:00/host5/rport-5:0-0/target5:0:0/block/sdc",
		  TRANSPORT_NETWORK },
		{ "pci0000:00/net/eth2/ctlr_0/host6/rport-6:0-0/block/sdd",
		  TRANSPORT_NETWORK },
		{ "platform/host7/session3/target7:0:0/7:0:0:1/block/sde",
		  TRANSPORT_NETWORK },
		{ "pci0000:00/nvme/nvme0/nvme0n1", TRANSPORT_LOCAL },
		{ "virtual/nvme-fabrics/ctl/nvme1/nvme1n1", TRANSPORT_NETWORK },
		{ "virtual/nvme-fabrics/ctl/nvme2/nvme2n1", TRANSPORT_NETWORK },
		{ "virtual/nvme-fabrics/ctl/nvme3/nvme3n1", TRANSPORT_UNKNOWN },
		{ "virtual/nvme-fabrics/ctl/nvme5/nvme5n1", TRANSPORT_NETWORK },
		{ "platform/soc/nvme/nvme6/nvme6n1", TRANSPORT_LOCAL },
		{ "virtual/nvme-subsystem/nvme-subsys4/nvme4n1", TRANSPORT_UNKNOWN },
		{ "virtual/block/etherd!e1.0", TRANSPORT_NETWORK },
		{ "virtual/block/zram0", TRANSPORT_LOCAL },
		{ "virtual/block/ram0", TRANSPORT_LOCAL },
		{ "virtual/block/drbd1", TRANSPORT_NETWORK },
		{ "virtual/block/nbd0", TRANSPORT_NETWORK },
		{ "virtual/block/rbd0", TRANSPORT_NETWORK },
		{ "virtual/block/rnbd0", TRANSPORT_NETWORK },
		/* Not all that begins so is one of them. */
		{ "virtual/block/rbdx", TRANSPORT_UNKNOWN },
		{ "virtual/block/ublkb0", TRANSPORT_UNKNOWN },
	};

	scratch_write(scratch, ENV_SYS, "class/fc_host/host4/symbolic_name",
		      "Adapter FW:v8.07");
	scratch_write(scratch, ENV_SYS, "class/fc_host/host5/symbolic_name",
		      "fcoe v0.1 over eth2");
	scratch_write(scratch, ENV_SYS, "devices/pci0000:00/nvme/nvme0/transport",
		      "pcie\n");
	scratch_write(scratch, ENV_SYS,
		      "devices/virtual/nvme-fabrics/ctl/nvme1/transport", "rdma\n");
	scratch_write(scratch, ENV_SYS,
		      "devices/virtual/nvme-fabrics/ctl/nvme2/transport", "fc\n");
	scratch_write(scratch, ENV_SYS,
		      "devices/virtual/nvme-fabrics/ctl/nvme3/transport", "loop\n");
	scratch_write(scratch, ENV_SYS,
		      "devices/virtual/nvme-fabrics/ctl/nvme5/transport", "tcp\n");
	scratch_write(scratch, ENV_SYS, "devices/platform/soc/nvme/nvme6/transport",
		      "apple-nvme\n");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char number[16], cmdline[32], source[64];

		snprintf(number, sizeof(number), "200:%zu", i);
		add_block(scratch, rows[i].folder, number);
		snprintf(cmdline, sizeof(cmdline), "root=%s", number);
		snprintf(source, sizeof(source), "/dev/%s",
			 strrchr(rows[i].folder, '/') + 1);
		if (strchr(source, '!'))
			*strchr(source, '!') = '/';
		check_root(scratch, cmdline, source, rows[i].transport);
	}
	check_root(scratch, "root=/dev/cciss/c0d0", "/dev/cciss/c0d0", TRANSPORT_LOCAL);
}

static void mounted_root_counts_more_than_root_parameter(void **state)
{
	struct scratch *scratch = *state;

	add_block(scratch, SATA, "8:0");
	add_block(scratch, "virtual/block/ublkb0", "259:0");
	set_mounts(scratch, "27 1 8:0 / / rw - ext4 /dev/root rw\n");
	check_root(scratch, "root=/dev/ublkb0", "/dev/sda", TRANSPORT_LOCAL);
	check_root(scratch, "root=/dev/ublkb0 netroot=nbd:a", "nbd", TRANSPORT_NETWORK);
	set_mounts(scratch, "1 1 0:2 / / rw - rootfs rootfs rw\n");
	check_root(scratch, "root=/dev/ublkb0", "/dev/ublkb0", TRANSPORT_UNKNOWN);
}

static void file_systems_of_the_network_are_known(void **state)
{
	static const char *const of_network[] = {
		"9p",	      "afs",	"ceph", "cifs", "fuse.ceph", "fuse.glusterfs",
		"fuse.sshfs", "lustre", "nfs",	"nfs4", "smb3",
	};
	struct scratch *scratch = *state;
	char line[128];

	for (size_t i = 0; i < ARRAY_SIZE(of_network); i++) {
		snprintf(line, sizeof(line), "27 1 0:30 / / rw - %s source rw\n",
			 of_network[i]);
		set_mounts(scratch, line);
		check_root(scratch, "", of_network[i], TRANSPORT_NETWORK);
	}
	/* A folder of the machine that this guest runs on. */
	set_mounts(scratch, "27 1 0:30 / / rw - virtiofs tag rw\n");
	check_root(scratch, "", "virtiofs", TRANSPORT_LOCAL);
	set_mounts(scratch, "27 1 0:30 / / rw - tmpfs tmpfs rw\n");
	check_root(scratch, "", NULL, TRANSPORT_UNKNOWN);
}

static void last_mount_hides_earlier_ones(void **state)
{
	struct scratch *scratch = *state;

	set_mounts(scratch, "27 1 0:30 / / rw - ceph 192.0.2.1:/ rw\n"
			    "28 27 0:31 / /root rw - nfs4 192.0.2.1:/ rw\n");
	check_root(scratch, "", "ceph", TRANSPORT_NETWORK);
	set_mounts(scratch, "1 1 0:2 / / rw - nfs 192.0.2.1:/ rw\n"
			    "27 1 0:30 / / rw shared:1 master:2 - virtiofs tag rw\n");
	check_root(scratch, "", "virtiofs", TRANSPORT_LOCAL);
}

static void image_is_where_its_file_is(void **state)
{
	struct scratch *scratch = *state;

	add_block(scratch, SATA, "8:0");
	add_block(scratch, "virtual/block/loop0", "7:0");
	scratch_write(scratch, ENV_SYS, "devices/virtual/block/loop0/loop/backing_file",
		      "/images/a b/root.img\n");
	set_mounts(scratch, "27 1 7:0 / / rw - ext4 /dev/loop0 rw\n"
			    "28 27 8:0 / /images rw - ext4 /dev/sda rw\n"
			    "29 28 0:50 / /images/a rw - nfs 192.0.2.1:/ rw\n");
	check_root(scratch, "", "/dev/loop0", TRANSPORT_LOCAL);
	set_mounts(scratch, "27 1 7:0 / / rw - ext4 /dev/loop0 rw\n"
			    "28 27 8:0 / /images rw - ext4 /dev/sda rw\n"
			    "29 28 0:50 / /images/a\\040b rw - nfs 192.0.2.1:/ rw\n");
	check_root(scratch, "", "/dev/loop0", TRANSPORT_NETWORK);
	/* The file lies on what it holds: so it looks from inside. */
	set_mounts(scratch, "27 1 7:0 / / rw - ext4 /dev/loop0 rw\n");
	check_root(scratch, "", "/dev/loop0", TRANSPORT_UNKNOWN);
}

static void one_unknown_part_is_enough_to_doubt(void **state)
{
	struct scratch *scratch = *state;
	const char *slaves = "devices/virtual/block/md0/slaves";
	char file[PATH_MAX];

	add_block(scratch, SATA, "8:0");
	add_block(scratch, "virtual/block/ublkb0", "259:0");
	add_block(scratch, "virtual/block/md0", "9:0");
	check_root(scratch, "root=/dev/md0", "/dev/md0", TRANSPORT_UNKNOWN);
	snprintf(file, sizeof(file), "%s/sda", slaves);
	add_link(scratch, ENV_SYS, file, "../../../../" SATA);
	check_root(scratch, "root=/dev/md0", "/dev/md0", TRANSPORT_LOCAL);
	add_block(scratch, "virtual/block/md0/md0p1", "9:1");
	scratch_write(scratch, ENV_SYS, "devices/virtual/block/md0/md0p1/partition",
		      "1\n");
	check_root(scratch, "root=/dev/md0p1", "/dev/md0p1", TRANSPORT_LOCAL);
	snprintf(file, sizeof(file), "%s/ublkb0", slaves);
	add_link(scratch, ENV_SYS, file, "../../ublkb0");
	check_root(scratch, "root=/dev/md0", "/dev/md0", TRANSPORT_UNKNOWN);
}

static void only_a_block_device_is_one(void **state)
{
	struct scratch *scratch = *state;

	add_block(scratch, SATA, "8:0");
	add_link(scratch, ENV_SYS, "class/block/folder", "../../devices");
	add_link(scratch, ENV_SYS, "class/block/outside", "/");
	check_root(scratch, "root=/dev/folder", NULL, TRANSPORT_UNKNOWN);
	check_root(scratch, "root=/dev/outside", NULL, TRANSPORT_UNKNOWN);
}

static void list_of_mounts_without_an_end_is_left(void **state)
{
	struct scratch *scratch = *state;
	char path[PATH_MAX];

	scratch_path(scratch, path, ENV_PROC, "self/mountinfo");
	assert_int_equal(mkfifo(path, 0600), 0);
	check_root(scratch, "", NULL, TRANSPORT_UNKNOWN);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink("/dev/zero", path), 0);
	check_root(scratch, "", NULL, TRANSPORT_UNKNOWN);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		SCRATCH(network_is_told_by_kind_alone),
		SCRATCH(other_words_tell_nothing),
		SCRATCH(device_is_found_by_any_name),
		SCRATCH(disk_is_known_by_name_or_bus),
		SCRATCH(mounted_root_counts_more_than_root_parameter),
		SCRATCH(file_systems_of_the_network_are_known),
		SCRATCH(last_mount_hides_earlier_ones),
		SCRATCH(image_is_where_its_file_is),
		SCRATCH(one_unknown_part_is_enough_to_doubt),
		SCRATCH(only_a_block_device_is_one),
		SCRATCH(list_of_mounts_without_an_end_is_left),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
