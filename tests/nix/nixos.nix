# SPDX-License-Identifier: GPL-2.0-or-later
# The options of NixOS that nix/module.nix sets or reads, and a configuration made of them.
# evaluate MODULE: the configuration of a host that has MODULE
{ lib, pkgs }:

let
  inherit (lib) mkOption types;
  option =
    type: default:
    mkOption {
      inherit type default;
      description = "";
    };
  any = types.attrsOf types.anything;

  options = {
    warnings = option (types.listOf types.str) [ ];
    environment.systemPackages = option (types.listOf types.package) [ ];
    environment.etc = option (types.attrsOf (
      types.submodule { options.source = mkOption { type = types.path; }; }
    )) { };
    services.udev.packages = option (types.listOf types.package) [ ];
    systemd.packages = option (types.listOf types.package) [ ];
    systemd.network.enable = option types.bool false;
    systemd.tmpfiles.rules = option (types.listOf types.str) [ ];
    systemd.timers = option (types.attrsOf (
      types.submodule { options.wantedBy = option (types.listOf types.str) [ ]; }
    )) { };
    systemd.services = option (types.attrsOf (
      types.submodule {
        options = {
          enable = option types.bool true;
          wantedBy = option (types.listOf types.str) [ ];
          before = option (types.listOf types.str) [ ];
          restartIfChanged = option types.bool true;
          environment = option (types.attrsOf types.str) { };
          unitConfig = option any { };
          serviceConfig = option any { };
        };
      }
    )) { };
    networking.useNetworkd = option types.bool false;
    networking.networkmanager.enable = option types.bool false;
    networking.interfaces = option any { };
    networking.bridges = option any { };
    networking.bonds = option any { };
    system.build = option any { };
    system.modulesTree = option (types.listOf types.package) [ ];
    services.connman.enable = option types.bool false;
    boot.kernelPackages = option any { kernel.version = "6.12.50"; };
    boot.extraModulePackages = option (types.listOf types.package) [ ];
    boot.initrd.systemd.enable = option types.bool true;
    boot.initrd.systemd.initrdBin = option (types.listOf types.package) [ ];
    boot.initrd.systemd.storePaths = option (types.listOf types.str) [ ];
    boot.initrd.systemd.contents = option (types.attrsOf (
      types.submodule { options.source = mkOption { type = types.path; }; }
    )) { };
    boot.initrd.services.udev.packages = option (types.listOf types.package) [ ];
  };
  # The scripted stage 1, which nixpkgs is going to drop.
  scripted = {
    boot.initrd.extraUtilsCommands = option types.lines "";
    boot.initrd.extraUtilsCommandsTest = option types.lines "";
    boot.initrd.extraUdevRulesCommands = option types.lines "";
    boot.initrd.preDeviceCommands = option types.lines "";
  };
  evaluateWith =
    options: modules:
    (lib.evalModules {
      specialArgs = { inherit pkgs; };
      modules = [
        { inherit options; }
        { system.build.extraUtils = "/extra-utils"; }
      ]
      ++ modules;
    }).config;
  ours = ../../nix/module.nix;
  all = options // { boot = options.boot // { initrd = options.boot.initrd // scripted.boot.initrd; }; };
in
{
  evaluate = module: evaluateWith all [ ours module ];
  evaluateWithoutScripted = module: evaluateWith options [ ours module ];
  # Of modules that have to bring ours themselves.
  evaluateModules = evaluateWith all;
}
