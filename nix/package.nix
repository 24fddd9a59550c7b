# SPDX-License-Identifier: GPL-2.0-or-later
{
  lib,
  stdenv,
  pkg-config,
  json_c,
  kmod,
  pciutils,
  udev,
  util-linux,
  cmocka,
  jq,
  scdoc,
  testers,
  udevCheckHook,
  versionCheckHook,
}:

let
  key = "VERSION := ";
  line = lib.findFirst (lib.hasPrefix key) null (lib.splitString "\n" (builtins.readFile ../Makefile));
in
stdenv.mkDerivation (finalAttrs: {
  pname = "nicquirk";
  version = lib.removePrefix key line;

  # What a working tree has besides sources would be built into the package, objects and all.
  src = builtins.path {
    name = "nicquirk-source";
    path = ../.;
    filter =
      path: _:
      !(lib.elem (baseNameOf path) [
        ".git"
        "build"
        "result"
      ]);
  };

  nativeBuildInputs = [
    pkg-config
    scdoc
  ];
  buildInputs = [
    json_c
    kmod
    pciutils
    udev
    util-linux
  ];

  # The programs look for their configuration in /etc, and only there.
  makeFlags = [
    "PREFIX=${placeholder "out"}"
    "SYSCONFDIR=/etc"
    "LIBMOUNT=${lib.getLib util-linux}/lib/libmount.so.1"
  ];
  installFlags = [ "SYSCONFDIR=${placeholder "out"}/etc" ];
  enableParallelBuilding = true;
  strictDeps = true;

  doCheck = true;
  checkInputs = [ cmocka ];
  nativeCheckInputs = [ jq ];
  checkPhase = ''
    runHook preCheck
    patchShebangs tests
    make $makeFlags unit-tests
    tests/run unit facts
    runHook postCheck
  '';

  doInstallCheck = true;
  nativeInstallCheckInputs = [
    udevCheckHook
    versionCheckHook
  ];

  passthru.tests = lib.genAttrs [ "bridge" "pin" "switch" ] (
    name:
    testers.runNixOSTest {
      imports = [ (./tests + "/${name}.nix") ];
      defaults.hardware.nicquirk.package = finalAttrs.finalPackage;
    }
  );

  meta = {
    description = "Cures Intel network cards that hang under known driver versions, at boot";
    homepage = "https://github.com/nicquirk/nicquirk";
    license = lib.licenses.gpl2Plus;
    # nixpkgs has a list of its own, lib.maintainers.
    maintainers = [
      {
        name = "nicquirk maintainers";
        email = "nicquirk@users.noreply.github.com";
        github = "nicquirk";
      }
    ];
    platforms = lib.platforms.linux;
    mainProgram = "nicquirk";
  };
})
