/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stands for e1000e on a card whose transmit unit hangs: after enough packets of the kind
 * that hangs_with names it stops, and the log fills with the driver's complaint, until
 * what ends_by names is done. Which cards hang and which are at the other end of a cable,
 * the device ID says.
 */
#include "port.h"
#include <linux/delay.h>
#include <linux/etherdevice.h>
#include <linux/ethtool.h>
#include <linux/linkmode.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/version.h>
#include <linux/workqueue.h>

/* Hardware hangs after minutes to hours; a test has seconds. */
static unsigned int hang_after = 2000;
module_param(hang_after, uint, 0644);
MODULE_PARM_DESC(hang_after, "hang after so many packets of that kind");

static char *hangs_with = "tso";
module_param(hangs_with, charp, 0444);
MODULE_PARM_DESC(hangs_with,
		 "which packets count, of any of: tso, gso, eee, csum, always");

static char *ends_by = "nway";
module_param(ends_by, charp, 0444);
MODULE_PARM_DESC(ends_by, "what ends a hang: nway (or more), updown, never");

static bool resets;
module_param(resets, bool, 0644);
MODULE_PARM_DESC(resets, "the driver resets a hung card by itself, after three lines");

static unsigned int mac_status = 0x40080083;
module_param(mac_status, uint, 0644);
MODULE_PARM_DESC(mac_status, "STATUS register in the dump");

static int healthy = 0x10f6;
module_param(healthy, int, 0444);
MODULE_PARM_DESC(healthy, "device ID of cards that never hang");

static int hangs_only;
module_param(hangs_only, int, 0444);
MODULE_PARM_DESC(hangs_only,
		 "device ID of the only cards that hang; 0: all but the healthy");

static unsigned int delay;
module_param(delay, uint, 0644);
MODULE_PARM_DESC(delay, "seconds until a card that may hang has its interface");

static unsigned int line_every = 2000;
module_param(line_every, uint, 0644);
MODULE_PARM_DESC(line_every, "milliseconds from one line of a hang to the next");

static unsigned int stop_takes;
module_param(stop_takes, uint, 0644);
MODULE_PARM_DESC(stop_takes, "milliseconds until the port is down");

#define COMPLAIN_EVERY msecs_to_jiffies(line_every)
#define LINK_AFTER     HZ
#define LINES_TO_RESET 3

enum {
	KIND_TSO = 1,
	KIND_GSO = 2,
	KIND_EEE = 4,
	KIND_CSUM = 8,
	KIND_ALWAYS = 16,
};

struct card {
	struct port port;
	bool hangs;
	unsigned int kinds; /* of packets that count */
	bool hung;
	bool eee;
	unsigned long packets;
	unsigned int lines;
	unsigned long hung_since;
	struct delayed_work complain;
	struct delayed_work link;
	struct pci_dev *pdev;
	bool registered;
	struct delayed_work appear;
};

static unsigned int hanging_kinds(void)
{
	return (strstr(hangs_with, "tso") ? KIND_TSO : 0) |
	       (strstr(hangs_with, "gso") ? KIND_GSO : 0) |
	       (strstr(hangs_with, "eee") ? KIND_EEE : 0) |
	       (strstr(hangs_with, "csum") ? KIND_CSUM : 0) |
	       (strstr(hangs_with, "always") ? KIND_ALWAYS : 0);
}

static bool ends_with(const char *what)
{
	return !strcmp(ends_by, what);
}

static void link_up(struct work_struct *work)
{
	struct card *card = container_of(to_delayed_work(work), struct card, link);
	struct net_device *netdev = card->port.netdev;

	if (!rcu_access_pointer(card->port.peer) || !netif_running(netdev))
		return;
	netif_carrier_on(netdev);
	netdev_info(netdev, "NIC Link is Up 1000 Mbps Full Duplex, Flow Control: None\n");
	netif_wake_queue(netdev);
	if (!card->hung)
		return;
	/* The ring was emptied: it is another packet that is not sent. */
	if (ends_with("never"))
		card->hung_since = jiffies;
	schedule_delayed_work(&card->complain, COMPLAIN_EVERY);
}

/* Starts the card anew; CURES: and it sends again. */
static void reset(struct card *card, bool cures)
{
	cancel_delayed_work(&card->complain);
	netif_stop_queue(card->port.netdev);
	netif_carrier_off(card->port.netdev);
	card->lines = 0;
	if (cures) {
		card->hung = false;
		card->packets = 0;
	}
	schedule_delayed_work(&card->link, LINK_AFTER);
}

static void complain(struct work_struct *work)
{
	struct card *card = container_of(to_delayed_work(work), struct card, complain);
	unsigned int head = card->packets % 256;

	if (!card->hung)
		return;
	netdev_err(card->port.netdev,
		   "Detected Hardware Unit Hang:\n"
		   "  TDH                  <%x>\n"
		   "  TDT                  <%x>\n"
		   "  next_to_use          <%x>\n"
		   "  next_to_clean        <%x>\n"
		   "buffer_info[next_to_clean]:\n"
		   "  time_stamp           <%lx>\n"
		   "  next_to_watch        <%x>\n"
		   "  jiffies              <%lx>\n"
		   "  next_to_watch.status <%x>\n"
		   "MAC Status             <%x>\n"
		   "PHY Status             <%x>\n"
		   "PHY 1000BASE-T Status  <%x>\n"
		   "PHY Extended Status    <%x>\n"
		   "PCI Status             <%x>\n",
		   head, (head + 16) % 256, (head + 16) % 256, head, card->hung_since,
		   (head + 1) % 256, jiffies, 0, mac_status, 0x796d, 0x3c00, 0x3000,
		   0x10);
	if (resets && ++card->lines == LINES_TO_RESET) {
		netdev_err(card->port.netdev, "Reset adapter unexpectedly\n");
		reset(card, ends_with("nway"));
		return;
	}
	schedule_delayed_work(&card->complain, COMPLAIN_EVERY);
}

static bool counts(const struct card *card, const struct sk_buff *skb)
{
	return (card->kinds & KIND_TSO && skb_is_gso(skb)) ||
	       (card->kinds & KIND_GSO && card->port.netdev->features & NETIF_F_GSO) ||
	       (card->kinds & KIND_EEE && card->eee) ||
	       (card->kinds & KIND_CSUM && skb->ip_summed == CHECKSUM_PARTIAL) ||
	       card->kinds & KIND_ALWAYS;
}

static netdev_tx_t start_xmit(struct sk_buff *skb, struct net_device *netdev)
{
	struct card *card = netdev_priv(netdev);

	if (counts(card, skb))
		card->packets++;
	if (card->hangs && !card->hung && card->packets > hang_after) {
		card->hung = true;
		card->hung_since = jiffies;
		schedule_delayed_work(&card->complain, COMPLAIN_EVERY);
	}
	if (card->hung) {
		netif_stop_queue(netdev);
		return NETDEV_TX_BUSY;
	}
	port_send(&card->port, skb);
	return NETDEV_TX_OK;
}

static int open(struct net_device *netdev)
{
	struct card *card = netdev_priv(netdev);

	port_start(&card->port);
	reset(card, !ends_with("never"));
	return 0;
}

static int stop(struct net_device *netdev)
{
	struct card *card = netdev_priv(netdev);

	port_stop(&card->port);
	cancel_delayed_work_sync(&card->complain);
	cancel_delayed_work_sync(&card->link);
	netif_carrier_off(netdev);
	msleep(stop_takes);
	return 0;
}

static const struct net_device_ops netdev_ops = {
	.ndo_open = open,
	.ndo_stop = stop,
	.ndo_start_xmit = start_xmit,
};

static void get_drvinfo(struct net_device *netdev, struct ethtool_drvinfo *info)
{
	strscpy(info->driver, KBUILD_MODNAME, sizeof(info->driver));
	strscpy(info->fw_version, "0.13-4", sizeof(info->fw_version));
	strscpy(info->bus_info, dev_name(netdev->dev.parent), sizeof(info->bus_info));
}

/* As e1000_nway_reset(): the whole card. */
static int nway_reset(struct net_device *netdev)
{
	struct card *card = netdev_priv(netdev);

	if (!netif_running(netdev))
		return -EAGAIN;
	reset(card, ends_with("nway"));
	return 0;
}

/* ethtool(8) shows no more of a card that supports no mode. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 9, 0)
#define ethtool_keee ethtool_eee
static void set_supported(struct ethtool_keee *eee)
{
	eee->supported = SUPPORTED_1000baseT_Full;
}
#else
static void set_supported(struct ethtool_keee *eee)
{
	linkmode_set_bit(ETHTOOL_LINK_MODE_1000baseT_Full_BIT, eee->supported);
}
#endif

static int get_eee(struct net_device *netdev, struct ethtool_keee *eee)
{
	struct card *card = netdev_priv(netdev);

	set_supported(eee);
	eee->eee_enabled = card->eee;
	eee->eee_active = card->eee;
	return 0;
}

/* It resets the card, as e1000e does. */
static int set_eee(struct net_device *netdev, struct ethtool_keee *eee)
{
	struct card *card = netdev_priv(netdev);

	if (card->eee == eee->eee_enabled)
		return 0;
	card->eee = eee->eee_enabled;
	if (netif_running(netdev))
		reset(card, ends_with("nway"));
	return 0;
}

static const struct ethtool_ops ethtool_ops = {
	.get_drvinfo = get_drvinfo,
	.get_link = ethtool_op_get_link,
	.nway_reset = nway_reset,
	.get_eee = get_eee,
	.set_eee = set_eee,
};

static int add_interface(struct card *card)
{
	int r = port_register(&card->port, card->port.netdev, card->pdev);

	card->registered = r == 0;
	return r;
}

static void appear(struct work_struct *work)
{
	struct card *card = container_of(to_delayed_work(work), struct card, appear);

	if (add_interface(card))
		pci_err(card->pdev, "no interface after all\n");
}

static int probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct net_device *netdev = alloc_etherdev(sizeof(struct card));
	struct card *card;
	int r = 0;

	if (!netdev)
		return -ENOMEM;
	card = netdev_priv(netdev);
	card->pdev = pdev;
	card->port.netdev = netdev;
	card->hangs = hangs_only ? pdev->device == hangs_only : pdev->device != healthy;
	card->kinds = hanging_kinds();
	card->eee = true;
	card->port.receive = port_receive;
	INIT_DELAYED_WORK(&card->complain, complain);
	INIT_DELAYED_WORK(&card->link, link_up);
	INIT_DELAYED_WORK(&card->appear, appear);
	netdev->netdev_ops = &netdev_ops;
	netdev->ethtool_ops = &ethtool_ops;
	netdev->hw_features = NETIF_F_SG | NETIF_F_HW_CSUM | NETIF_F_RXCSUM |
			      NETIF_F_TSO | NETIF_F_TSO6;
	netdev->features = netdev->hw_features;
	netdev->vlan_features = netdev->hw_features;

	/* The other end of the cable is there at once. */
	if (delay && card->hangs)
		schedule_delayed_work(&card->appear, delay * HZ);
	else
		r = add_interface(card);
	if (r) {
		free_netdev(netdev);
		return r;
	}
	pci_set_drvdata(pdev, card);
	return 0;
}

static void remove(struct pci_dev *pdev)
{
	struct card *card = pci_get_drvdata(pdev);

	cancel_delayed_work_sync(&card->appear);
	if (card->registered)
		port_unregister(&card->port);
	free_netdev(card->port.netdev);
}

/* Every card of the real driver: from quirks/devices.tsv. */
static const struct pci_device_id ids[] = {
#include "e1000e-ids.h"
	{}
};
MODULE_DEVICE_TABLE(pci, ids);

static struct pci_driver e1000e_driver = {
	.name = KBUILD_MODNAME,
	.id_table = ids,
	.probe = probe,
	.remove = remove,
};
module_pci_driver(e1000e_driver);

MODULE_DESCRIPTION("Double of e1000e for tests");
MODULE_INFO(intree, "Y");
MODULE_LICENSE("GPL");
