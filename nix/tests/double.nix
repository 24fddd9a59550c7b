# SPDX-License-Identifier: GPL-2.0-or-later
# A module of tests/kmod as a package of kernel modules: the card that QEMU has not, or a driver that takes it.
{
  stdenv,
  kernel,
  module,
  version ? "0",
}:

stdenv.mkDerivation {
  pname = module;
  inherit version;
  src = ../../tests/kmod;

  nativeBuildInputs = kernel.moduleBuildDependencies;
  hardeningDisable = [ "pic" ];
  buildPhase = ''
    runHook preBuild
    make -C ${kernel.dev}/lib/modules/${kernel.modDirVersion}/build M=$PWD MODULE=${module} \
      ${if version == "0" then "" else "I40E_VERSION=${version}"} modules
    runHook postBuild
  '';
  installPhase = ''
    runHook preInstall
    install -D -m 644 ${module}.ko $out/lib/modules/${kernel.modDirVersion}/updates/${module}.ko
    runHook postInstall
  '';
}
