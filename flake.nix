# SPDX-License-Identifier: GPL-2.0-or-later
{
  description = "Cures Intel network cards that hang under known driver versions, at boot";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { self, nixpkgs }:
    let
      forAllSystems =
        f:
        nixpkgs.lib.genAttrs [
          "x86_64-linux"
          "aarch64-linux"
        ] (system: f system nixpkgs.legacyPackages.${system});
    in
    {
      packages = forAllSystems (
        _: pkgs: {
          default = pkgs.callPackage ./nix/package.nix { };
        }
      );

      nixosModules.default = ./nix/module.nix;

      checks = forAllSystems (
        system: _:
        {
          package = self.packages.${system}.default;
        }
        // self.packages.${system}.default.tests
      );
    };
}
