/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"

/*
 * Whether this is a container: sysfs shows the host's cards there, most of them without
 * an interface, and they are the host's to see to. By what systemd goes by
 * (container_environment in https://systemd.io/CONTAINER_INTERFACE):
 * /run/host/container-manager, the note that systemd leaves as PID 1, "container=" in PID
 * 1's environment (which only root may read, and not without its capabilities); Podman's
 * and OpenVZ' files. Not by Docker's /.dockerenv: a container without "container=" runs
 * neither udev nor a service manager, but may well be one in which programs are built and
 * tested.
 */
bool env_is_container(const struct env *env);
