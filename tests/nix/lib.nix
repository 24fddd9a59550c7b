# SPDX-License-Identifier: GPL-2.0-or-later
# Stands for nixpkgs' lib where that cannot be had: the functions that nix/ uses, and a module
# system with options, types, mkIf, mkMerge and priorities. It is told from the real one by what it
# refuses, too: what is not declared, what has not its type, what is set twice.
let
  inherit (builtins)
    all
    any
    attrNames
    attrValues
    concatLists
    concatMap
    concatStringsSep
    elem
    elemAt
    filter
    foldl'
    genList
    head
    isAttrs
    isBool
    isFunction
    isInt
    isList
    isPath
    isString
    length
    listToAttrs
    map
    mapAttrs
    match
    removeAttrs
    replaceStrings
    split
    stringLength
    substring
    toJSON
    ;

  getLib = package: package;
  getOutput = output: package: package.${output} or package;
  optionalAttrs = condition: set: if condition then set else { };

  nameValuePair = name: value: { inherit name value; };
  filterAttrs =
    keep: set: listToAttrs (concatMap (name: optional (keep name set.${name}) (nameValuePair name set.${name})) (attrNames set));
  mapAttrsToList = f: set: map (name: f name set.${name}) (attrNames set);
  mapAttrs' = f: set: listToAttrs (mapAttrsToList f set);
  genAttrs = names: f: listToAttrs (map (name: nameValuePair name (f name)) names);
  unique = foldl' (all: one: if elem one all then all else all ++ [ one ]) [ ];
  concatMapStringsSep =
    separator: f: list:
    concatStringsSep separator (map f list);
  optionals = condition: list: if condition then list else [ ];
  optional = condition: value: optionals condition [ value ];
  optionalString = condition: text: if condition then text else "";
  hasPrefix = prefix: text: substring 0 (stringLength prefix) text == prefix;
  hasSuffix =
    suffix: text:
    let
      n = stringLength text - stringLength suffix;
    in
    n >= 0 && substring n (-1) text == suffix;
  hasInfix = infix: text: replaceStrings [ infix ] [ "" ] text != text;
  concatMapStrings = f: list: concatStringsSep "" (map f list);
  removePrefix = prefix: text: if hasPrefix prefix text then substring (stringLength prefix) (-1) text else text;
  removeSuffix =
    suffix: text: if hasSuffix suffix text then substring 0 (stringLength text - stringLength suffix) text else text;
  findFirst =
    test: default: list:
    let
      found = filter test list;
    in
    if found == [ ] then default else head found;
  splitString =
    separator: text:
    filter isString (split (replaceStrings [ "|" "." "*" "+" ] [ "\\|" "\\." "\\*" "\\+" ] separator) text);
  escapeShellArg = text: "'${replaceStrings [ "'" ] [ "'\\''" ] (toString text)}'";

  # --- types: check says whether a value has it, merge makes one of the several that were set ---

  only =
    path: values:
    if all (value: value == head values) values then head values else throw "${path} is set to different values";

  simple = name: check: {
    inherit name check;
    merge = only;
  };

  types = rec {
    bool = simple "bool" isBool;
    str = simple "str" isString;
    int = simple "int" isInt;
    ints.positive = simple "positive int" (value: isInt value && value > 0);
    ints.unsigned = simple "unsigned int" (value: isInt value && value >= 0);
    package = simple "package" (value: isAttrs value && value.type or "" == "derivation");
    path = simple "path" (value: isPath value || (isString value && hasPrefix "/" value));
    anything = simple "anything" (_: true);
    raw = anything;
    enum = values: simple "one of ${toJSON values}" (value: elem value values);
    lines = {
      name = "lines";
      check = isString;
      merge = _: concatStringsSep "\n";
    };
    nullOr = type: {
      name = "null or ${type.name}";
      check = value: value == null || type.check value;
      merge = path: values: if all (value: value == null) values then null else type.merge path values;
    };
    either = a: b: {
      name = "${a.name} or ${b.name}";
      check = value: a.check value || b.check value;
      merge = path: values: (if all a.check values then a else b).merge path values;
    };
    oneOf = list: foldl' either (head list) list;
    listOf = type: {
      name = "list of ${type.name}";
      check = isList;
      merge = path: values: map (value: mergeOne type path [ value ]) (concatLists values);
    };
    attrsOf = type: {
      name = "attrs of ${type.name}";
      check = isAttrs;
      merge = path: values: genAttrs (concatMap attrNames values) (
        name: mergeOne type "${path}.${name}" (concatMap (value: optional (value ? ${name}) value.${name}) values)
      );
    };
    submodule = module: {
      name = "submodule";
      check = isAttrs;
      merge =
        path: values:
        (evalModules {
          modules = [ module ] ++ map (config: { inherit config; }) values;
          prefix = path;
        }).config;
    };
  };

  # --- what a definition may be wrapped in ---

  mkIf = condition: content: {
    _type = "if";
    inherit condition content;
  };
  mkMerge = contents: {
    _type = "merge";
    inherit contents;
  };
  mkOverride = priority: content: {
    _type = "override";
    inherit priority content;
  };

  # unwrap DEFINITION: [ { priority; value; } ], none where a condition does not hold
  unwrap =
    definition:
    let
      kind = if isAttrs definition then definition._type or "" else "";
    in
    if kind == "merge" then
      concatMap unwrap definition.contents
    else if kind == "if" then
      optionals definition.condition (unwrap definition.content)
    else if kind == "override" then
      map (inner: inner // { inherit (definition) priority; }) (unwrap definition.content)
    else
      [
        {
          priority = 100;
          value = definition;
        }
      ];

  mergeOne =
    type: path: definitions:
    let
      all' = concatMap unwrap definitions;
      first = foldl' (low: one: if one.priority < low then one.priority else low) 9999 all';
      values = map (one: one.value) (filter (one: one.priority == first) all');
      wrong = filter (value: !type.check value) values;
    in
    if values == [ ] then
      throw "${path} is used but not set"
    else if wrong != [ ] then
      throw "${path} is not of type ${type.name}"
    else
      type.merge path values;

  # members DEFINITION: its attrs, with the conditions on the whole of it moved down to each, so
  # that what is asked of a configuration may depend on the configuration
  members =
    definition:
    let
      kind = definition._type or "";
    in
    if kind == "merge" then
      concatMap members definition.contents
    else if kind == "if" then
      map (mapAttrs (_: mkIf definition.condition)) (members definition.content)
    else if kind == "override" then
      map (mapAttrs (_: mkOverride definition.priority)) (members definition.content)
    else
      [ definition ];

  isOption = value: isAttrs value && value._type or "" == "option";

  mergeOptions =
    a: b:
    if isOption a || isOption b then
      throw "an option is declared twice"
    else
      a // mapAttrs (name: value: if a ? ${name} then mergeOptions a.${name} value else value) b;

  evalModules =
    {
      modules,
      specialArgs ? { },
      prefix ? "",
    }:
    let
      load =
        module:
        let
          value = if isPath module then import module else module;
          content = if isFunction value then value arguments else value;
          isLong = content ? config || content ? options;
        in
        concatMap load (content.imports or [ ])
        ++ [
          {
            options = content.options or { };
            freeform = content.freeformType or null;
            config =
              if isLong then
                content.config or { }
              else
                removeAttrs content [
                  "imports"
                  "freeformType"
                ];
          }
        ];
      loaded = concatMap load modules;
      options = foldl' mergeOptions { } (map (module: module.options) loaded);
      freeform = findFirst (type: type != null) null (map (module: module.freeform) loaded);

      build =
        path: options: definitions:
        let
          sets = concatMap members definitions;
          of = name: concatMap (set: optional (set ? ${name}) set.${name}) sets;
          at = name: if path == "" then name else "${path}.${name}";
          unknown = filter (name: !(options ? ${name})) (concatMap attrNames sets);
          known = mapAttrs (
            name: option:
            if isOption option then
              mergeOne option.type (at name) (of name ++ optional (option ? default) (mkOverride 1500 option.default))
            else
              build (at name) option (of name)
          ) options;
        in
        if unknown == [ ] then
          known
        else if path == prefix && freeform != null then
          known // freeform.merge path (map (set: removeAttrs set (attrNames options)) sets)
        else
          throw "there is no option ${at (head unknown)}";

      config = build prefix options (map (module: module.config) loaded);
      arguments = specialArgs // {
        inherit config lib options;
      };
    in
    {
      inherit config options;
    };

  mkOption = option: option // { _type = "option"; };

  lib = {
    inherit
      all
      any
      attrNames
      attrValues
      concatLists
      concatMap
      concatMapStrings
      concatMapStringsSep
      concatStringsSep
      elem
      elemAt
      escapeShellArg
      evalModules
      filter
      filterAttrs
      getLib
      getOutput
      optionalAttrs
      findFirst
      foldl'
      genAttrs
      genList
      hasInfix
      hasPrefix
      hasSuffix
      head
      length
      listToAttrs
      mapAttrs
      mapAttrs'
      mapAttrsToList
      mkIf
      mkMerge
      mkOption
      mkOverride
      nameValuePair
      optional
      optionalString
      optionals
      removePrefix
      removeSuffix
      replaceStrings
      splitString
      substring
      types
      unique
      ;
    mkDefault = mkOverride 1000;
    mkForce = mkOverride 50;
    mkEnableOption =
      what:
      mkOption {
        type = types.bool;
        default = false;
        description = "Whether to enable ${what}.";
      };
    literalExpression = text: text;
    licenses.gpl2Plus.spdxId = "GPL-2.0-or-later";
    platforms.linux = [
      "x86_64-linux"
      "aarch64-linux"
    ];
  };
in
lib
