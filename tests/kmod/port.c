/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "port.h"
#include <linux/etherdevice.h>
#include <linux/pci.h>
#if __has_include(<net/gso.h>)
#include <net/gso.h>
#endif

/* One burst of a queue of the stack, cut into segments, has to fit. */
#define RING_SIZE 4096

static LIST_HEAD(ports);
static DEFINE_MUTEX(ports_lock);

static void plug(struct port *port)
{
	struct port *other;

	mutex_lock(&ports_lock);
	list_for_each_entry(other, &ports, list) {
		if (rcu_access_pointer(other->peer))
			continue;
		rcu_assign_pointer(port->peer, other);
		rcu_assign_pointer(other->peer, port);
		netif_carrier_on(port->netdev);
		netif_carrier_on(other->netdev);
		break;
	}
	list_add_tail(&port->list, &ports);
	mutex_unlock(&ports_lock);
}

static void unplug(struct port *port)
{
	struct port *peer;

	mutex_lock(&ports_lock);
	list_del(&port->list);
	peer = rcu_dereference_protected(port->peer, lockdep_is_held(&ports_lock));
	if (peer) {
		RCU_INIT_POINTER(port->peer, NULL);
		RCU_INIT_POINTER(peer->peer, NULL);
		netif_carrier_off(port->netdev);
		netif_carrier_off(peer->netdev);
	}
	mutex_unlock(&ports_lock);
	synchronize_net();
}

static void deliver(struct port *port, struct sk_buff *frame)
{
	if (!netif_running(port->netdev) || skb_queue_len(&port->ring) >= RING_SIZE) {
		port->netdev->stats.rx_missed_errors++;
		kfree_skb(frame);
		return;
	}
	skb_queue_tail(&port->ring, frame);
	napi_schedule(&port->napi);
}

/* On the cable there are no promises left: frames of MTU size, checksums in place. */
static struct sk_buff *to_frames(struct sk_buff *skb)
{
	struct sk_buff *frames = skb;

	if (skb_is_gso(skb)) {
		frames = skb_gso_segment(skb, NETIF_F_SG);
		if (IS_ERR_OR_NULL(frames))
			return NULL;
		consume_skb(skb);
	} else if (skb->ip_summed == CHECKSUM_PARTIAL && skb_checksum_help(skb)) {
		return NULL;
	}
	return frames;
}

void port_send(struct port *port, struct sk_buff *skb)
{
	struct net_device_stats *stats = &port->netdev->stats;
	struct port *peer = rcu_dereference_bh(port->peer);
	struct sk_buff *frame = peer ? to_frames(skb) : NULL, *next;

	if (!frame) {
		stats->tx_dropped++;
		kfree_skb(skb);
		return;
	}
	skb_list_walk_safe(frame, frame, next) {
		skb_mark_not_on_list(frame);
		stats->tx_packets++;
		stats->tx_bytes += frame->len;
		deliver(peer, frame);
	}
}

void port_receive(struct port *port, const struct sk_buff *frame)
{
	struct sk_buff *skb = napi_alloc_skb(&port->napi, frame->len);

	if (!skb || skb_copy_bits(frame, 0, skb_put(skb, frame->len), frame->len)) {
		port->netdev->stats.rx_dropped++;
		kfree_skb(skb);
		return;
	}
	skb->ip_summed = CHECKSUM_UNNECESSARY;
	skb->protocol = eth_type_trans(skb, port->netdev);
	napi_gro_receive(&port->napi, skb);
}

static int poll(struct napi_struct *napi, int budget)
{
	struct port *port = container_of(napi, struct port, napi);
	struct sk_buff *frame;
	int done = 0;

	while (done < budget && (frame = skb_dequeue(&port->ring))) {
		port->netdev->stats.rx_packets++;
		port->netdev->stats.rx_bytes += frame->len;
		port->receive(port, frame);
		consume_skb(frame);
		done++;
	}
	if (done < budget)
		napi_complete_done(napi, done);
	return done;
}

void port_start(struct port *port)
{
	napi_enable(&port->napi);
	netif_start_queue(port->netdev);
}

void port_stop(struct port *port)
{
	netif_stop_queue(port->netdev);
	napi_disable(&port->napi);
	/* The peer may be in the middle of a delivery. */
	synchronize_net();
	skb_queue_purge(&port->ring);
}

int port_register(struct port *port, struct net_device *netdev, struct pci_dev *pdev)
{
	/* The same at each boot, as that of a real card: it is known again by it. */
	const u8 address[ETH_ALEN] = {
		0x02,
		pci_domain_nr(pdev->bus) >> 8,
		pci_domain_nr(pdev->bus),
		pdev->device >> 8,
		pdev->device,
		pdev->devfn,
	};
	int r;

	port->netdev = netdev;
	skb_queue_head_init(&port->ring);
	SET_NETDEV_DEV(netdev, &pdev->dev);
	eth_hw_addr_set(netdev, address);
	netif_napi_add(netdev, &port->napi, poll);
	netif_carrier_off(netdev);
	r = register_netdev(netdev);
	if (r)
		return r;
	plug(port);
	return 0;
}

void port_unregister(struct port *port)
{
	unplug(port);
	unregister_netdev(port->netdev);
}
