# SPDX-License-Identifier: GPL-2.0-or-later
# What NixOS makes of a configuration, as far as nicquirk is in it: /etc as links into the store, and
# the programs of its packages. For a boot test.
let
  lib = import ./lib.nix;
  pkgs = import ./pkgs.nix { inherit lib; };
  config = (import ./nixos.nix { inherit lib pkgs; }).evaluate {
    hardware.nicquirk.enable = true;
    hardware.nicquirk.quirks."99-test" = ../boot/common/root/etc/nicquirk/quirks.d/99-test.quirk;
  };

  lines = lib.concatStringsSep "\n";
  link = source: target: "ln -s ${source} ${target}";
  override =
    name: service:
    pkgs.writeText "overrides.conf" (
      lines (
        [ "[Unit]" ]
        ++ map (unit: "Before=${unit}") service.before
        ++ [ "[Service]" ]
        ++ lib.mapAttrsToList (key: value: "Environment=${key}=${value}") service.environment
        ++ [ "" ]
      )
    );
in
pkgs.runCommand "nixos-system" { } ''
  units=$out/etc/systemd/system
  mkdir -p $out/etc/systemd/system-generators $out/sw/bin $out/etc/nicquirk/quirks.d $out/etc/udev/rules.d $units
  ${lines (lib.mapAttrsToList (file: one: link one.source "$out/etc/${file}") config.environment.etc)}
  ${lines (map (one: link "${one}/lib/udev/rules.d/*" "$out/etc/udev/rules.d") config.services.udev.packages)}
  ${lines (map (one: link "${one}/lib/systemd/system/*" "$units") config.systemd.packages)}
  ${lines (map (one: link "${one}/lib/systemd/system-generators/*" "$out/etc/systemd/system-generators") config.systemd.packages)}
  ${lines (map (one: link "${one}/bin/*" "$out/sw/bin") config.environment.systemPackages)}
  ${lines (
    lib.mapAttrsToList (name: service: ''
      mkdir -p $units/${name}.service.d
      ${link (override name service) "$units/${name}.service.d/overrides.conf"}
      for target in ${toString service.wantedBy}; do
        mkdir -p $units/$target.wants
        ${link "../${name}.service" "$units/$target.wants"}
      done
    '') config.systemd.services
  )}
''
