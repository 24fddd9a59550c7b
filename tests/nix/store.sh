# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Sourced by who builds with Nix: a store below build/, whose paths say /nix/store all the same.

store=$(realpath -m "${BUILD:-build}/nix")
# As root, Nix would want users of its own to build as. The programs that build are this machine's.
export NIX_CONFIG="build-users-group =
sandbox = true
sandbox-paths = /bin /usr /lib /lib64 /etc
substituters =
store = $store"
