"""The engine beside stock Yjs (node) and yrs (pycrdt): interleaved rounds, medians, ratios of CPU time."""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
OURS = HERE.parents[1] / ".build-bench" / "release" / "bipartite-bench"
MODES = ["local", "stream", "load", "encode", "memory"]


def command(engine, trace, mode, runs):
    return {
        "bipartite": [OURS, "engine", "--trace", trace, "--mode", mode, "--runs", str(runs), "--json"],
        "yjs": ["node", "--expose-gc", HERE / "yjs-bench.cjs", trace, mode, str(runs)],
        "pycrdt": [sys.executable, HERE / "pycrdt-bench.py", trace, mode, str(runs)],
    }[engine]


def measure(trace, mode, runs, rounds):
    engines = ["bipartite", "yjs"] + ([] if mode == "local" else ["pycrdt"])
    results = {engine: [] for engine in engines}
    for _ in range(rounds):
        for engine in engines:
            done = subprocess.run(command(engine, trace, mode, runs), capture_output=True, text=True)
            if done.returncode:
                sys.exit(f"{engine} failed on {trace} {mode}: {done.stderr.strip()[-500:]}")
            results[engine].append(json.loads(done.stdout))
    if len({result["final_sha256"] for each in results.values() for result in each}) != 1:
        sys.exit(f"the engines disagree on the final text of {trace}")
    key = "live_kib" if mode == "memory" else "cpu_ms_median"
    return {engine: statistics.median(result[key] for result in each) for engine, each in results.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trace", action="append", help="a .json.gz trace; default: the two that are shipped")
    parser.add_argument("--runs", type=int, default=3, help="counted runs per process")
    parser.add_argument("--rounds", type=int, default=3, help="interleaved rounds of all engines")
    parser.add_argument("--json", action="store_true", help="one JSON object per row")
    options = parser.parse_args()
    traces = options.trace or sorted(str(path) for path in (HERE / "traces").glob("*.json.gz"))
    if not options.json:
        print(f"{'trace':<18}{'mode':<8}{'Bipartite':>12}{'Yjs':>12}{'pycrdt':>12}{'of Yjs':>10}{'of pycrdt':>11}")
    for trace in traces:
        for mode in MODES:
            row = measure(trace, mode, options.runs, options.rounds)
            name = pathlib.Path(trace).name.removesuffix(".json.gz")
            if options.json:
                print(json.dumps({"trace": name, "mode": mode, **row}), flush=True)
                continue
            unit = "KiB" if mode == "memory" else "ms"
            shown = [f"{row[engine]:.1f} {unit}" if engine in row else "-" for engine in ("bipartite", "yjs", "pycrdt")]
            ratios = [f"{row[peer] / row['bipartite']:.2f}x" if peer in row else "-" for peer in ("yjs", "pycrdt")]
            print(f"{name:<18}{mode:<8}{shown[0]:>12}{shown[1]:>12}{shown[2]:>12}{ratios[0]:>10}{ratios[1]:>11}", flush=True)


main()
