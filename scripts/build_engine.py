#!/usr/bin/env python3
"""Compile the engine ahead of time, for every system and for browsers: `python scripts/build_engine.py`.

First, numba types and lowers every entry, and nothing more; what it made is kept as bitcode, each function once. Then,
for each target, llvmlite links that, makes all but the entries internal and inlines it, runs LLVM's passes, and writes
an object, which refers to nothing outside it; LLD (of the package ziglang) makes a library of it. The same sources and
versions (`constraints.txt`, Python 3.11) give the same bytes.

Needs the extra `build`. `--check` builds into a temporary folder and compares; names of targets narrow either.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import os
import pickle
import platform
import re
import subprocess
import sys
import tempfile
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
BUILT = ROOT / "sim" / "engine" / "built"
ENTRIES = {
    "engine.day.pass_days": "tables, i8, i8, i8, i8",
    "engine.day.has_room": "tables -> b1",
    "engine.day.needed_issues": "tables -> i8",
    "engine.day.needed_tasks": "tables -> i8",
    "engine.tables.derive": "LAW[:], i8, i8",
    "engine.tables.share_operations": "LAW[:], PERSON[:], TEAM[:]",
    "engine.tables.share_sensing": "LAW[:], PERSON[:]",
    "engine.luck.uniform": "i8, i8, i8, i8, i8 -> f8",
    "engine.luck._fill": "f8[:], i8, i8[:], i8[:], i8, i8[:], i8",
    "engine.arithmetic.exp": "f8 -> f8",
    "engine.arithmetic.log": "f8 -> f8",
    "engine.arithmetic.erf": "f8 -> f8",
    "world.draw.draw_shocks": "SHOCK[:], WORLD[:], SHOCK[:], i8, i8, i8, i8, i8 -> i8",
    "world.draw.draw_walks": "f8[:,:], f8[:], WORLD[:], SHOCK[:], i8, i8",
    "world.draw.go_on": "f8[:,:], f8[:,:], WORLD[:], i8, i8",
    "world.draw.draw_issues": "TRACE_ISSUE[:], i8[:], i8[:], WORLD[:], f8[:,:], i8[:], i8[:], i8, i8, i8, i8, i8 -> i8",
    "world.draw._describe_all": "TRACE_ISSUE[:], i8[:], WORLD[:], i8[:], i8[:], i8, i8",
    "organisation.generated._settle": "i8[:], i8[:], i8[:], i8[:], i8[:,:], i8",
    "metrics.issues._judge": "OF_ISSUES[:], i8[:], i8[:], i8[:], i8[:], f8[:], TRACE_ISSUE[:], OUTCOME[:], "
    "i8, i8, i8, f8, i8, f8, f8, i8",
    "metrics.issues._contradict": "i8[:], i8[:], i8[:], i8[:], f8[:], TRACE_ISSUE[:], OUTCOME[:], f8",
    "metrics.people._read_off": "f8[:], f8[:], i8[:,:], f8[:,:], i8[:,:], f8[:,:], b1[:], i8[:,:], f8[:,:], "
    "i8[:], SHOCK[:], i8[:,:], i8[:], i8, i8",
}
"""What Python calls of the compiled code; what each takes, numbers, arrays, or all tables of a run; what it gives."""
WASM_LINK = ("-z", "stack-size=1048576", "--compress-relocations")
WASM = "+bulk-memory,+mutable-globals,+sign-ext,+nontrapping-fptoint"
TARGETS = {
    "linux-x86_64.so": ("x86_64-unknown-linux-gnu", "x86-64-v2", "", "pic"),
    "linux-aarch64.so": ("aarch64-unknown-linux-gnu", "generic", "", "pic"),
    "macos-arm64.dylib": ("arm64-apple-macosx11.0", "apple-m1", "", "pic"),
    "macos-x86_64.dylib": ("x86_64-apple-macosx11.0", "x86-64-v2", "", "pic"),
    "windows-x86_64.dll": ("x86_64-pc-windows-gnu", "x86-64-v2", "", "pic"),
    "engine.wasm": ("wasm32-unknown-unknown", "generic", WASM, "static"),
}
"""Triple, processor, features, and how addresses are formed."""
LOWERING = {
    "TREILLIS_COMPILE": "1",
    "NUMBA_OPT": "0",
    "NUMBA_LOOP_VECTORIZE": "0",
    "NUMBA_SLP_VECTORIZE": "0",
    "NUMBA_CPU_NAME": "generic",
    "NUMBA_CPU_FEATURES": "",
}
LOOSE = re.compile(
    r"\bf(?:add|sub|mul|div|neg|cmp) (?:\w+ )*?(?:fast|contract|reassoc|afn|arcp|nnan|ninf|nsz)\b|@llvm\.fm"
)
"""Arithmetic that may be rounded otherwise on another machine."""
CALL = "%ret = alloca i64\n%exc = alloca ptr\nstore i64 0, ptr %ret\nstore ptr null, ptr %exc\n"


# ------------------------------------------------------------------------------------- in plain Python: what there is
def describe(kept: str) -> dict[str, Any]:
    """Live the short life of the check as plain Python, keep its first morning, and tell of all tables."""
    import numpy as np

    from sim import state
    from sim.engine import ahead, tables
    from sim.engine.binding import bind
    from sim.engine.binding.source import RULES
    from sim.engine.day import live_days
    from sim.experiment.compose import compose_run
    from sim.parameters import CultureSettings, DialSettings, PhysicsSettings, WorldSettings
    from sim.run import begin, set_scene

    short = (
        "organisation.span=3",
        "organisation.depth=2",
        f"days={ahead.CHECK_DAYS}",
        "warmup_days=2",
        "follow_days=4",
    )
    settings = compose_run(["form=organic", "seed=7", *short])
    rule = bind(settings.rule, settings.rule_args)
    s = begin(settings, set_scene(settings), rule)
    np.savez_compressed(kept, **{name: np.asarray(each) for name, each in s._asdict().items() if name != "law_values"})
    rows = {name: each for name, each in dtypes().items() if each.names}
    live_days(s, rule.address, ahead.CHECK_DAYS)

    def kind_of(dtype: Any) -> str:
        return next((name for name, each in rows.items() if each == dtype), dtype.str[1:])

    def numbers(kind: Any) -> dict[str, Any]:
        known = kind.__dataclass_fields__
        told = {n: known[n] for n in tables.plain_numbers(kind)}
        return {n: [each.default, each.metadata["low"], each.metadata["high"]] for n, each in told.items()}

    groups = (PhysicsSettings, CultureSettings, DialSettings, WorldSettings)
    return {
        "lived_by": rule.name,
        "lived": ahead.tables_digest((name, each) for name, each in s._asdict().items()),
        "tables": [[name, kind_of(np.asarray(each).dtype), each.ndim] for name, each in s._asdict().items()],
        "rows": {
            name: {"size": dtype.itemsize, "fields": {n: [dtype[n].str[1:], dtype.fields[n][1]] for n in dtype.names}}
            for name, dtype in sorted(rows.items())
        },
        "settings": {kind.__name__: numbers(kind) for kind in groups},
        "actions": state.ACTIONS,
        "rules": {hashlib.sha256(path.read_bytes()).hexdigest(): path.stem for path in sorted(RULES.glob("[a-z]*.py"))},
    }


# -------------------------------------------------------------------------------------------- with numba: lowering
def patch_numba() -> None:
    """Let numba lower functions and leave them as they are, under names that are short."""
    import numba.core.codegen as codegen
    import numba.core.funcdesc as funcdesc

    long_name = funcdesc.default_mangler

    def short_name(name: str, argtypes: Any, *, abi_tags: Any = (), uid: Any = None) -> str:
        full = long_name(name, argtypes, abi_tags=abi_tags, uid=uid)
        return full if len(full) < 200 else f"{full[:40].rstrip('$.')}_{hashlib.sha256(full.encode()).hexdigest()[:24]}"

    def finalize(self: Any) -> None:
        self._raise_if_finalized()
        self._finalized = True

    funcdesc.default_mangler = short_name
    codegen.CPUCodeLibrary._optimize_functions = lambda self, module: None
    codegen.CPUCodeLibrary.finalize = finalize
    codegen.CPUCodeLibrary._get_module_for_linking = lambda self: self._final_module
    codegen.JITCodeLibrary.get_pointer_to_function = lambda self, name: 0
    codegen.JITCPUCodegen.set_env = lambda self, name, env: None


def table_at() -> Any:
    """Make the function that takes what is at an address for an array, rows side by side."""
    from numba import types
    from numba.core import cgutils
    from numba.extending import intrinsic
    from numba.np.arrayobj import make_array, populate_array

    @intrinsic
    def taken(typingctx, address, shape, kind):
        array = types.Array(kind.dtype, len(shape), "C")

        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            made = make_array(array)(context, builder)
            size = context.get_abi_sizeof(context.get_data_type(kind.dtype))
            sizes, strides = cgutils.unpack_tuple(builder, args[1]), []
            step = whole = context.get_constant(types.intp, getattr(kind.dtype, "size", size))
            for each in reversed(sizes):
                strides.insert(0, step)
                step = builder.mul(step, each)
            data = builder.inttoptr(args[0], made.data.type)
            populate_array(made, data=data, shape=sizes, strides=strides, itemsize=whole, meminfo=None)
            return made._getvalue()

        return array(types.int64, shape, kind), generate

    return taken


GIVES = {
    "": "{}",
    "i8": "block[0] = np.int64({})",
    "b1": "block[0] = 1 if {} else 0",
    "f8": "block[0] = np.float64({}).view(np.int64)",
}


def kinds_of(entry: str) -> tuple[list[str], str]:
    """Return what an entry takes, and what it gives."""
    takes, _, gives = entry.partition(" -> ")
    return takes.split(", "), gives


def source_of(name: str, entry: str, tables: list[list[Any]]) -> str:
    """Write an entry: it finds its arguments in a block of words, and leaves its result in the first."""
    (takes, gives), at = kinds_of(entry), 1
    lines, given = ["block = table_at(address, (4096,), i8)"], []
    for k, kind in enumerate(takes):
        row, _, axes = kind.partition("[")
        if kind == "tables":
            lines.append(f"words = table_at(block[{at}], (4096,), i8)")
            place, columns = 0, []
            for table, row_of, dimensions in tables:
                shape = "".join(f"words[{place + 1 + j}]," for j in range(dimensions))
                columns.append(f"{table}=table_at(words[{place}], ({shape}), {row_of})")
                place += 1 + dimensions
            lines.append(f"a{k} = Tables({', '.join(columns)})")
        elif axes:
            shape = "".join(f"block[{at + 1 + j}]," for j in range(axes.count(":")))
            lines.append(f"a{k} = table_at(block[{at}], ({shape}), {row})")
            at += axes.count(":")
        else:
            lines.append(f"a{k} = block[{at}]" if kind == "i8" else f"a{k} = np.int64(block[{at}]).view(np.float64)")
        given.append(f"a{k}")
        at += 1
    lines.append(GIVES[gives].format(f"called({', '.join(given)})"))
    return f"def {name}(address):\n" + "".join(f"    {line}\n" for line in [*lines, "return 0"])


def dtypes() -> dict[str, Any]:
    """Return what arrays hold, by the names that entries and tables call it."""
    import numpy as np

    modules = ["state", "record", "engine.tables", *(each.rpartition(".")[0] for each in ENTRIES)]
    known = {name: each for one in dict.fromkeys(modules) for name, each in vars(import_module(f"sim.{one}")).items()}
    rows = {name: np.dtype((np.record, e)) for name, e in known.items() if isinstance(e, np.dtype) and e.names}
    return {**rows, **{name: np.dtype(name) for name in ("i8", "f8", "b1")}}


def lower(told: dict[str, Any], kept: str) -> None:
    """Type and lower every entry and every shipped rule; keep the bitcode, and what each is called."""
    patch_numba()
    import numpy as np
    from numba import njit, types

    from sim.engine import compiled

    plain = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}

    def lowered(function: Any, **more: bool) -> Any:
        return njit(error_model="numpy", _nrt=False, **plain)(function)

    compiled._njit = lowered
    from sim.engine import tables
    from sim.engine.binding import compile as rules
    from sim.engine.binding.source import RULES, parse
    from sim.engine.binding.translate import translate

    space: dict[str, Any] = {"table_at": table_at(), "Tables": tables.Tables, "np": np, **dtypes()}
    seen: dict[int, Any] = {}

    def gather(library: Any) -> None:
        if id(library) not in seen:
            seen[id(library)] = library
            for each in library._linking_libraries:
                gather(each)

    def symbol(dispatcher: Any, signature: Any) -> str:
        dispatcher.compile(signature)
        made = dispatcher.overloads[signature]
        gather(made.library)
        return made.fndesc.llvm_func_name

    names, rule_names = {}, {}
    for path, kinds in ENTRIES.items():
        module, _, name = path.rpartition(".")
        entry = path.replace(".", "_")
        own = {**space, "called": getattr(import_module(f"sim.{module}"), name)}
        exec(source_of(entry, kinds, told["tables"]), own)
        own[entry].__module__ = __name__
        names[entry] = symbol(lowered(own[entry]), (types.int64,))
    for path in sorted(RULES.glob("[a-z]*.py")):
        text = path.read_text("utf-8")
        bound = rules._space(translate(parse(path, text)), rules.cached_text(text))["__bound__"]
        rule_names[path.stem] = symbol(njit(**plain)(bound), rules.SIGNATURE.args)
    bitcode = [each._final_module.as_bitcode() for each in seen.values()]
    Path(kept).write_bytes(pickle.dumps((bitcode, names, rule_names)))


# ------------------------------------------------------------------------------------ with llvmlite: a target's object
def glue(names: dict[str, str], rules: dict[str, str]) -> str:
    """Write what numba does not: plain C entries, and a square root that is an instruction."""
    root = "%y = call double @llvm.sqrt.f64(double %x)\nret double %y\n"
    out = ["declare double @llvm.sqrt.f64(double)", f"define double @sqrt(double %x) {{\n{root}}}"]
    for name, inner in names.items():
        out += [
            f'declare i32 @"{inner}"(ptr, ptr, i64)',
            f"define i32 @treillis_{name}(ptr %block) {{\n{CALL}%at = ptrtoint ptr %block to i64",
            f'%s = call i32 @"{inner}"(ptr %ret, ptr %exc, i64 %at)\nret i32 %s\n}}',
        ]
    given = "ptr %me, ptr %boss, ptr %issue, ptr %org, double %luck, ptr %args"
    for name, inner in rules.items():
        out += [
            f'declare i32 @"{inner}"(ptr, ptr, ptr, ptr, ptr, ptr, double, ptr)',
            f"define i64 @rule_{name}({given}) {{\n{CALL}",
            f'%s = call i32 @"{inner}"(ptr %ret, ptr %exc, {given})\n%ok = icmp eq i32 %s, 0',
            "%a = load i64, ptr %ret\n%r = select i1 %ok, i64 %a, i64 -1\nret i64 %r\n}",
        ]
    return "\n".join(out)


def internalise(whole: Any, triple: str) -> None:
    """Leave only the entries and the rules to be called from outside."""
    for each in whole.functions:
        if each.name.startswith(("treillis_", "rule_")):
            each.storage_class = "dllexport" if "windows" in triple else "default"
        elif not each.is_declaration:
            each.linkage = "internal"
            if "wasm" not in triple:  # native: twice as large, a twentieth faster
                each.add_function_attribute("alwaysinline")
    for each in whole.global_variables:
        if not each.is_declaration:
            each.linkage = "internal"


def make_object(kept: str, target: str) -> bytes:
    """Link, optimise and emit for one target; nothing it refers to may be left outside, and nothing may be loose."""
    import llvmlite.binding as llvm

    parts, names, rules = pickle.loads(Path(kept).read_bytes())
    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    triple, cpu, features, reloc = TARGETS[target]
    machine = llvm.Target.from_triple(triple).create_target_machine(cpu=cpu, features=features, opt=3, reloc=reloc)

    def fit(module: Any) -> Any:
        module.triple, module.data_layout = triple, str(machine.target_data)
        return module

    whole = fit(llvm.parse_assembly(glue(names, rules)))
    for part in parts:
        whole.link_in(fit(llvm.parse_bitcode(part)))
    whole.name = "treillis"
    internalise(whole, triple)
    tuning = llvm.create_pipeline_tuning_options(speed_level=3)
    tuning.loop_vectorization = tuning.slp_vectorization = True
    if "wasm" in triple:
        tuning.inlining_threshold = 100  # of 225: a page is loaded by phones
    builder = llvm.create_pass_builder(machine, tuning)
    passes = builder.getModulePassManager()
    passes.add_global_dead_code_eliminate_pass()
    passes.run(whole, builder)
    whole.verify()
    refuse_outside(whole)
    return machine.emit_object(whole)


def refuse_outside(whole: Any) -> None:
    """Stop where code refers to what is not in it, or where its arithmetic may be rounded in more than one way."""
    outside = [f.name for f in whole.functions if f.is_declaration and not f.name.startswith("llvm.")]
    outside += [each.name for each in whole.global_variables if not each.is_declaration]
    assert not outside, outside
    loose = LOOSE.search(str(whole))
    assert not loose, loose


def link(made: Path, target: str, exports: list[str], out: Path) -> None:
    """Make a library of an object."""
    place = importlib.util.find_spec("ziglang")
    if place is None or place.origin is None:
        raise SystemExit("the extra `build` is missing: pip install -e '.[build]'")
    zig = str(Path(place.origin).parent / ("zig.exe" if sys.platform == "win32" else "zig"))
    exported = [f"--export={each}" for each in ("__heap_base", *exports)]
    arm = "aarch64" if "arm64" in target else "x86_64"
    command = {
        "so": ["ld.lld", "-shared", "-s", "--build-id=none"],
        "dylib": ["cc", "-target", f"{arm}-macos", "-shared", "-Wl,-s", "-Wl,-install_name,engine.dylib"],
        "dll": ["lld-link", "-dll", "-noentry", "-nodefaultlib", "-brepro"],
        "wasm": ["wasm-ld", "--no-entry", "--strip-all", "--export-table", "--growable-table", *WASM_LINK, *exported],
    }[out.suffix[1:]]
    place_of = [f"-out:{out}"] if out.suffix == ".dll" else ["-o", str(out)]
    cache = {f"ZIG_{each}_CACHE_DIR": str(made.parent / "zig") for each in ("LOCAL", "GLOBAL")}
    subprocess.run([zig, *command, str(made), *place_of], check=True, env={**os.environ, **cache}, cwd=made.parent)
    for left in (out.with_suffix(".lib"), out.with_suffix(".pdb")):
        left.unlink(missing_ok=True)


# ---------------------------------------------------------------------------------------------------------- the whole
def alone(what: str, *given: str, **environment: str) -> str:
    """Run a step in a process of its own; return what it prints."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("NUMBA_")}
    command = [sys.executable, str(Path(__file__)), f"--step={what}", *given]
    settings = {**clean, "PYTHONHASHSEED": "0", **environment}
    return subprocess.run(command, env=settings, stdout=subprocess.PIPE, text=True, check=True).stdout


def build(out: Path, targets: list[str], kept: Path) -> None:
    """Build targets into a folder; what is kept of the first steps is used again when it is there."""
    from sim.engine import ahead

    bitcode, life, told_at = kept / "bitcode", kept / "check.npz", kept / "told.json"
    if not bitcode.is_file():
        told_at.write_text(alone("describe", str(life), NUMBA_DISABLE_JIT="1"))
        alone("lower", str(told_at), str(bitcode), XDG_CACHE_HOME=str(kept), **LOWERING)
    told = json.loads(told_at.read_text())
    asked = [each for each in ENTRIES if not each.startswith("engine.arithmetic")]  # of a browser's engine
    exports = [f"treillis_{each.replace('.', '_')}" for each in asked]
    exports += [f"rule_{each}" for each in told["rules"].values()]
    for target in targets:
        alone("object", str(bitcode), target, str(kept / f"{target}.o"))
        link(kept / f"{target}.o", target, exports, out / target)
    files = ahead.sources(ENTRIES)
    entries = {name: {"symbol": f"treillis_{name.replace('.', '_')}"} for name in ENTRIES}
    for name, each in entries.items():
        each["takes"], each["gives"] = kinds_of(ENTRIES[name])  # type: ignore
    made_by = {name: version(name) for name in ("numba", "llvmlite", "numpy", "ziglang")}
    layout = {
        "sources": ahead.digest(files),
        "code": ahead.code_digest(files),
        "made_by": {"python": ".".join(platform.python_version_tuple()[:2]), **made_by},
        "entries": entries,
        **told,
    }
    (out / "layout.json").write_text(json.dumps(layout, indent=1) + "\n")
    (out / "check.npz").write_bytes(life.read_bytes())


def main() -> None:
    """Build, or check what is built; or run one step, as `alone` asks for it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("targets", nargs="*", help=f"some of {', '.join(TARGETS)}; all, when none is named")
    parser.add_argument("--check", action="store_true", help="build elsewhere, and compare with what is kept")
    parser.add_argument("--keep", type=Path, help="a folder for what the first steps make, to use it again")
    parser.add_argument("--step", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step:
        print(run_step(given.step, given.targets))
        return
    with tempfile.TemporaryDirectory() as temporary:
        kept, out = given.keep or Path(temporary), Path(temporary) / "built" if given.check else BUILT
        for folder in (kept, out):
            folder.mkdir(parents=True, exist_ok=True)
        targets = given.targets or list(TARGETS)
        build(out, targets, kept)
        for name in [*targets, "layout.json"]:
            made = (out / name).read_bytes()
            print(f"{hashlib.sha256(made).hexdigest()[:16]} {len(made):>8} {name}")
            if given.check and made != (BUILT / name).read_bytes():
                raise SystemExit(f"{name} is not what these sources make: run python scripts/build_engine.py")


def run_step(step: str, given: list[str]) -> str:
    """Run one step in this process; return what it tells."""
    if step == "describe":
        return json.dumps(describe(*given))
    if step == "lower":
        lower(json.loads(Path(given[0]).read_text()), given[1])
    else:
        Path(given[2]).write_bytes(make_object(given[0], given[1]))
    return ""


if __name__ == "__main__":
    main()
