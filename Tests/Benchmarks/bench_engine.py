"""The engine beside stock Yjs (node), yrs (pycrdt) and loro: interleaved rounds, medians, ratios of CPU time.

Yjs and pycrdt read the updates our engine made; every engine must end with the same text."""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import engine_page

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[1]
OURS = ROOT / ".build-bench" / "release" / "bipartite-bench"
MODES = ["local", "stream", "load", "encode", "memory"]
ENGINES = ["bipartite", "yjs", "pycrdt", "loro"]
MERGED = 20_000
# A peer that takes longer for its counted runs is asked in one round only; one that takes much longer is a dash.
PATIENCE_SECONDS, PATIENCE_SECONDS_MAX = 6, 100


def command(engine, trace, folder, mode, runs):
    return {
        "bipartite": [OURS, "engine", "--trace", trace, "--mode", mode, "--runs", str(runs), "--json"],
        "yjs": ["node", "--expose-gc", HERE / "yjs-bench.cjs", folder, mode, str(runs)],
        "pycrdt": [sys.executable, HERE / "pycrdt-bench.py", folder, mode, str(runs)],
        "loro": [sys.executable, HERE / "loro-bench.py", folder, mode, str(runs)],
    }[engine]


def run(arguments, patience=None):
    """What a program printed; nothing if it lost our patience."""
    try:
        done = subprocess.run([str(part) for part in arguments], capture_output=True, text=True, timeout=patience)
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        sys.exit(f"{' '.join(str(part) for part in arguments)} failed: {done.stderr.strip()[-500:]}")
    return json.loads(done.stdout) if done.stdout else None


def measure(trace, folder, mode, options):
    engines = [engine for engine in options.engines if not (engine == "pycrdt" and mode == "local")]
    results = {engine: [] for engine in engines}
    slow = set()
    for _ in range(options.rounds):
        for engine in engines:
            if engine in slow:
                continue
            # Sub-millisecond work is measured more often.
            runs = 1 if mode == "local" and engine != "bipartite" else options.runs * (20 if mode == "encode" else 1)
            start = time.monotonic()
            result = run(command(engine, trace, folder, mode, runs), PATIENCE_SECONDS_MAX if engine != "bipartite" else None)
            if result:
                results[engine].append(result)
            if time.monotonic() - start > PATIENCE_SECONDS:
                slow.add(engine)
    results = {engine: each for engine, each in results.items() if each}
    if len({result["final_sha256"] for each in results.values() for result in each}) != 1:
        sys.exit(f"the engines disagree on the final text of {trace}")
    key = "live_kib" if mode == "memory" else "cpu_ms_median"
    row = {engine: statistics.median(result[key] for result in each) for engine, each in results.items()}
    return row, {engine: each[0] for engine, each in results.items()}


def merging(trace, options):
    """`mergeUpdates` of the first one-step updates, beside Yjs; nothing for a concurrent trace."""
    ours = [OURS, "merge", "--trace", trace, "--updates", str(MERGED), "--runs", str(options.runs), "--json"]
    results = {"bipartite": run(ours)}
    if "yjs" in options.engines:
        results["yjs"] = run(["node", HERE / "yjs-merge-bench.cjs", trace, str(MERGED), "1"], PATIENCE_SECONDS_MAX)
    results = {engine: result for engine, result in results.items() if result}
    if len({result["final_sha256"] for result in results.values()}) != 1:
        sys.exit(f"the merged updates of {trace} hold different texts")
    return {engine: result["cpu_ms_median"] for engine, result in results.items()}


def measure_trace(trace, options):
    """One row a mode, and what the encoded states say."""
    with tempfile.TemporaryDirectory() as folder:
        run([OURS, "engine", "--trace", trace, "--mode", "local", "--export", folder])
        rows, size = {}, None
        for mode in MODES:
            rows[mode], first = measure(trace, folder, mode, options)
            ours, yjs = first["bipartite"], first.get("yjs")
            # Best where Yjs made the same transactions itself; else what it makes of our updates.
            if size is None or (yjs and size["yjs"] is None):
                size = {"bytes": ours["update_bytes"], "v2_bytes": ours["update_v2_bytes"], "yjs": None}
                if yjs:
                    size |= {
                        "mode": mode, "yjs": yjs["update_bytes"], "v2_yjs": yjs["update_v2_bytes"],
                        "equal": yjs["update_sha256"] == ours["update_sha256"],
                        "v2_equal": yjs["update_v2_sha256"] == ours["update_v2_sha256"],
                    }
            if not options.json:
                print(engine_page.line(trace, mode, rows[mode]), flush=True)
        if json.loads((pathlib.Path(folder) / "trace.json").read_text()).get("numAgents") is None:
            rows["merge"] = merging(trace, options)
            if not options.json:
                print(engine_page.line(trace, "merge", rows["merge"]), flush=True)
    return rows, size


def repetition(trace, options):
    """CPU of ten times the work, over ten times the CPU of once; nothing for a concurrent trace."""
    arguments = command("bipartite", trace, "", "local", options.runs)
    done = subprocess.run([str(part) for part in arguments + ["--repeat", "10"]], capture_output=True, text=True)
    if done.returncode:
        return None
    ten = json.loads(done.stdout)["cpu_ms_median"]
    one = statistics.median(run(arguments)["cpu_ms_median"] for _ in range(2))
    return {"one_ms": one, "ten_ms": ten, "per_edit": ten / one / 10}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trace", action="append", help="a .json or .json.gz trace; default: the two that are shipped")
    parser.add_argument("--runs", type=int, default=3, help="counted runs per process")
    parser.add_argument("--rounds", type=int, default=3, help="interleaved rounds of all engines")
    parser.add_argument("--engine", action="append", dest="engines", choices=ENGINES, help="default: all; ours is always one")
    parser.add_argument("--plot", action="store_true", help="write docs/bench-engine.md and .svg")
    parser.add_argument("--json", action="store_true", help="one JSON object a trace")
    parser.add_argument("--reports", nargs="+", help="measure nothing: --plot what runs with --json have printed, a trace each")
    options = parser.parse_args()
    if options.reports:
        return plot(engine_page.joined([json.loads(pathlib.Path(file).read_text()) for file in options.reports]))
    options.engines = ["bipartite"] + [engine for engine in ENGINES[1:] if engine in (options.engines or ENGINES)]
    report = {"runs": options.runs, "rounds": options.rounds, "machine": engine_page.machine(), "traces": {}}
    if not options.json:
        print(engine_page.head())
    for trace in options.trace or sorted(str(path) for path in (HERE / "traces").glob("*.json.gz")):
        rows, size = measure_trace(trace, options)
        repeated = repetition(trace, options)
        name = engine_page.name(trace)
        report["traces"][name] = {"rows": rows, "size": size, "repeated": repeated}
        if options.json:
            run_of = {key: report[key] for key in ("runs", "rounds", "machine")}
            print(json.dumps({"trace": name, "size": size, "repeated": repeated, "run": run_of, **rows}), flush=True)
        else:
            print(engine_page.summary(name, size, repeated), flush=True)
    if options.plot:
        plot(report)


def plot(report):
    (ROOT / "docs" / "bench-engine.md").write_text(engine_page.page(report))
    (ROOT / "docs" / "bench-engine.svg").write_text(engine_page.drawing(report))


main()
