/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint/lint.h"

#include <net/if.h>
#include <stdarg.h>

#include "base/array.h"
#include "lint/fits-any.h"
#include "lint/lint-check.h"
#include "lint/modprobe-read.h"
#include "quirk/pci-ids.h"

static const struct {
	const char *name;
	enum severity severity;
	const char *advice;
} kinds[] = {
	[LINT_MISPLACED] = { "misplaced-option", SEVERITY_CRITICAL,
			     "move the line into the stanza that it is for, above \"source\"" },
	[LINT_OUTSIDE] = { "option-outside-stanza", SEVERITY_MAJOR,
			   "move the line into the stanza that it is for" },
	[LINT_PORT_HOOK] = { "port-hook-never-run", SEVERITY_MAJOR,
			     "add \"auto\" for the port above its stanza, or leave the "
			     "setting to nicquirk" },
	[LINT_DIALECT] = { "other-ifupdown", SEVERITY_MAJOR,
			   "ifupdown2 takes tso-offload, ifupdown with the ethtool package "
			   "takes offload-tso" },
	[LINT_STANZA_INTERFACE] = { "stanza-without-interface", SEVERITY_MAJOR,
				    "use the name that the card has now" },
	[LINT_UNIT_INTERFACE] = { "unit-without-interface", SEVERITY_MAJOR,
				  "use the name that the card has now, or remove the unit" },
	[LINT_UNIT_LATE] = { "unit-too-late", SEVERITY_MINOR,
			     "give it Before= and Wants=network-pre.target, and Wants= and "
			     "After= the interface's .device, or leave it to nicquirk" },
	[LINT_UNIT_REFUSED] = { "unit-not-loaded", SEVERITY_MAJOR,
				"add Type=oneshot to [Service]" },
	[LINT_UNIT_UNUSED] = { "unit-never-started", SEVERITY_MAJOR,
			       "systemctl enable it, or remove it" },
	[LINT_SCRIPT_INTERFACE] = { "script-without-interface", SEVERITY_MAJOR,
				    "use the name that the card has now, or remove the script" },
	[LINT_SCRIPT_LATE] = { "script-too-late", SEVERITY_MINOR,
			       "leave it to nicquirk, or set it in a .link file" },
	[LINT_SCRIPT_UNREAD] = { "script-not-read", SEVERITY_INFO,
				 "see in it when it sets what: \"nicquirk\" shows what is in "
				 "place" },
	[LINT_SCRIPT_NOT_RUN] = { "script-never-run", SEVERITY_MAJOR,
				  "make it executable, and give it a name of letters, digits, "
				  "\"-\" and \"_\"" },
	[LINT_OPTION] = { "not-a-command", SEVERITY_MAJOR,
			  "write \"post-up\" before it, or leave the setting to nicquirk" },
	[LINT_ETHTOOL] = { "ethtool-sets-nothing", SEVERITY_MAJOR,
			   "write \"ethtool -K INTERFACE NAME off\", and no more, in the line" },
	[LINT_BRIDGE] = { "set-on-bridge", SEVERITY_MAJOR, "set it on the port" },
	[LINT_UDEV_RENAMED] = { "rule-before-rename", SEVERITY_MAJOR,
				"write $name in place of %k, in a file that sorts behind "
				"80-net-setup-link.rules" },
	[LINT_UDEV_EARLY] = { "program-before-rename", SEVERITY_MAJOR,
			      "write %k in IMPORT{program} and PROGRAM, or $name in RUN" },
	[LINT_UDEV_NAME] = { "rule-never-matches", SEVERITY_MAJOR,
			     "match ATTR{address} or DRIVERS, and write $name in RUN" },
	[LINT_UDEV_PATH] = { "rule-without-path", SEVERITY_MAJOR,
			     "write /usr/sbin/ethtool" },
	[LINT_UDEV_REFUSED] = { "rule-not-valid", SEVERITY_MAJOR,
				"test with \"==\" and run with RUN+=: \"udevadm verify\" "
				"prints what udev leaves out" },
	[LINT_NETWORK_KEY] = { "network-file-key", SEVERITY_MAJOR,
			       "put it into a .link file that also names the card" },
	[LINT_NETPLAN_TSO] = { "netplan-half-tso", SEVERITY_MAJOR,
			       "add \"tcp6-segmentation-offload: false\" beside it" },
	[LINT_KEYFILE] = { "keyfile-ignored", SEVERITY_MAJOR,
			   "write \"feature-tso=false\" in [ethtool], chmod 600 the file, then "
			   "nmcli connection load it" },
	[LINT_LINK_ORIGINAL] = { "link-original-name", SEVERITY_MINOR,
				 "match by Path= or PermanentMACAddress=" },
	[LINT_LINK_NAME] = { "link-takes-name", SEVERITY_MAJOR,
			     "repeat in it the NamePolicy= or Name= of the file that named "
			     "the card before" },
	[LINT_LINK_UNUSED] = { "link-never-used", SEVERITY_MINOR,
			       "put its settings into the file that wins, or give it a name "
			       "that sorts before" },
	[LINT_LINK_TSO] = { "link-half-tso", SEVERITY_MAJOR,
			    "set TCPSegmentationOffload= and TCP6SegmentationOffload= "
			    "alike" },
	[LINT_LINK_KEY] = { "link-key-ignored", SEVERITY_MAJOR,
			    "write it so: udev says in the journal what it ignores" },
	[LINT_PARAMETER] = { "unknown-parameter", SEVERITY_MINOR,
			     "remove it: \"modinfo -p\" lists what the driver has" },
	[LINT_ASPM] = { "aspm-off-for-all", SEVERITY_MINOR,
			"switch it off for the one card, in "
			"/sys/bus/pci/devices/SLOT/link/" },
	[LINT_MODPROBE_PLACE] = { "modprobe-never-read", SEVERITY_MAJOR,
				  "move it to /etc/modprobe.d/NAME.conf" },
	[LINT_MODPROBE_LINE] = { "modprobe-line-ignored", SEVERITY_MAJOR,
				 "write \"options e1000e NAME=VALUE\", with the card's driver" },
	[LINT_MODPROBE_IMAGE] = { "modprobe-not-in-image", SEVERITY_MAJOR,
				  "make the image anew: update-initramfs -u, or "
				  "dracut --force" },
	[LINT_KERNEL_PIN] = { "kernel-pin-without-reason", SEVERITY_INFO,
			      "if the pin was for the network: proxmox-boot-tool kernel "
			      "unpin, or GRUB_DEFAULT=0" },
	[LINT_RULE_IMAGE] = { "image-without-nicquirk", SEVERITY_MAJOR,
			      "make the image anew: update-initramfs -u -k all, or "
			      "dracut --regenerate-all --force" },
	[LINT_IMAGE_LEFT] = { "image-with-nicquirk", SEVERITY_MAJOR,
			      "make the image anew: update-initramfs -u -k all, or "
			      "dracut --regenerate-all --force" },
	[LINT_PLACE] = { "file-never-read", SEVERITY_MAJOR,
			 "put it where it is read, under a name that is" },
};
ASSERT_ROWS(kinds, LINT_ID_MAX);

static lint_check *const checks[] = {
	lint_interfaces, lint_units,	     lint_scripts, lint_udev_rules,
	lint_links,	 lint_network_files, lint_netplan, lint_keyfiles,
	lint_parameters, lint_kernel_pin,    lint_images,  lint_places,
};

const char *lint_name(enum lint_id id)
{
	return kinds[id].name;
}

enum severity lint_severity(enum lint_id id)
{
	return kinds[id].severity;
}

const char *lint_advice(enum lint_id id)
{
	return kinds[id].advice;
}

int lint_add(struct lint *lint, enum lint_id id, const char *file, unsigned line,
	     const char *format, ...)
{
	struct finding *finding = array_append(lint->findings, lint->n_findings);
	va_list args;
	int r;

	if (!finding)
		return -ENOMEM;
	finding->id = id;
	finding->line = line;
	finding->file = strdup(file);
	va_start(args, format);
	r = vasprintf(&finding->text, format, args);
	va_end(args);
	if (r < 0)
		finding->text = NULL;
	return finding->file && finding->text ? 0 : -ENOMEM;
}

bool lint_has_interface(const struct lint *lint, const char *name)
{
	_cleanup_(strings_clear) struct strings names = { 0 };

	if (strings_contain(&lint->next_names, name))
		return true;
	/* The kernel also knows its other names, which sysfs does not show. */
	if (env_is_live(lint->env))
		return if_nametoindex(name) > 0;
	return env_list(lint->env, ENV_SYS, &names, "class/net") < 0 || names.n == 0 ||
	       strings_contain(&names, name);
}

bool lint_is_virtual_name(const char *name)
{
	static const char *const patterns[] = {
		"bat[0-9]*", "bond*",	"br[0-9]*",   "br-*",	  "cali*",	"cilium*",
		"cni*",	     "docker*", "dummy*",     "flannel*", "fwbr*",	"fwln*",
		"fwpr*",     "gre*",	"ifb*",	      "incusbr*", "ip6tnl*",	"ipvlan*",
		"lxcbr*",    "lxdbr*",	"macvlan*",   "macvtap*", "ovs*",	"podman*",
		"ppp*",	     "sit*",	"tailscale*", "tap*",	  "team[0-9]*", "tun*",
		"veth*",     "virbr*",	"vlan*",      "vmbr*",	  "vnet[0-9]*", "vrf*",
		"vxlan*",    "wg*",	"wlan*",      "wl[ops]*", "ww[anps]*",	"zt*",
	};

	return fits_any(patterns, ARRAY_SIZE(patterns), name);
}

bool lint_has_card(const struct lint *lint, const char *name)
{
	const struct facts *facts = lint->plan->facts;

	for (size_t i = 0; i < facts->n_nics; i++)
		for (size_t j = 0; j < facts->nics[i].n_ifaces; j++)
			if (streq(facts->nics[i].ifaces[j].name, name))
				return true;
	return false;
}

bool lint_is_bridge(const struct lint *lint, const char *name)
{
	char path[PATH_MAX];

	return !strchr(name, '/') &&
	       env_path(path, lint->env, ENV_SYS, "class/net/%s/bridge", name) == 0 &&
	       access(path, F_OK) == 0;
}

const char *lint_master(const struct lint *lint, const char *name)
{
	const struct facts *facts = lint->plan->facts;

	for (size_t i = 0; i < facts->n_nics; i++)
		for (size_t j = 0; j < facts->nics[i].n_ifaces; j++)
			if (streq(facts->nics[i].ifaces[j].name, name))
				return facts->nics[i].ifaces[j].master;
	return NULL;
}

bool lint_is_driver(const char *module)
{
	return pci_ids_driver_is_known(module);
}

int lint_run(struct lint *lint)
{
	int r = lint_read_next_names(lint);

	for (size_t i = 0; i < ARRAY_SIZE(checks) && r >= 0; i++)
		r = checks[i](lint);
	return r;
}

void lint_clear(struct lint *lint)
{
	for (size_t i = 0; i < lint->n_findings; i++) {
		free(lint->findings[i].file);
		free(lint->findings[i].text);
	}
	free(lint->findings);
	strings_clear(&lint->next_names);
	lint->findings = NULL;
	lint->n_findings = 0;
}
