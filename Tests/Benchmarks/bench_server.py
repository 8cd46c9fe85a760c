"""The server beside y-websocket (node) and pycrdt-websocket: interleaved rounds of the same load, medians, ratios."""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import servers
from page import page
from plot import drawing, number

GENERATOR = servers.PROGRAMS / "bipartite-bench"
DOCS = servers.ROOT / "docs"

# Of each scenario: the figures shown, their names, units, and whether more is better.
FIGURES = {
    "fanout": [("deliveries_per_s", "deliveries", "/s", True), ("server_cpu_us_per_delivery", "CPU a delivery", "us", False)],
    "rooms": [("deliveries_per_s", "deliveries", "/s", True), ("server_cpu_us_per_delivery", "CPU a delivery", "us", False)],
    "paced": [("latency_p50_ms", "latency p50", "ms", False), ("latency_p99_ms", "latency p99", "ms", False)],
    "presence": [("server_cpu", "CPU", "cores", False)],
    "join": [("latency_p95_ms", "joined p95", "ms", False), ("peak_mib", "memory at most", "MiB", False)],
    "acks": [("updates_per_s", "acknowledged", "/s", True), ("latency_p99_ms", "p99, all out", "ms", False),
             ("paced_latency_p99_ms", "p99, 15,000/s", "ms", False)],
    "idle": [("rss_mib", "memory", "MiB", False)],
    "join20": [("latency_p95_ms", "joined p95", "ms", False), ("peak_mib", "memory at most", "MiB", False)],
    "storm": [("storm_s", "all in sync", "s", False), ("latency_p99_ms", "one, p99", "ms", False),
              ("told_later", "told 'later'", "", False)],
    "slow": [("kib_each", "memory each", "KiB", False), ("latency_p99_ms", "honest p99", "ms", False),
             ("p99_ratio", "of it alone", "x", False)],
}
# These are long: one round of them is enough.
LONG = {"join20", "storm", "slow"}
DEAF = 2000


def measure(server, scenario, options):
    """One fresh server, one load."""
    process = server.start()
    try:
        result = load(server, process, scenario, options)
        if scenario == "acks":
            servers.stop(process)
            process = server.start()
            paced = load(server, process, scenario, options, "--rate", "15000")
            result["paced_latency_p99_ms"] = paced.get("latency_p99_ms")
        if scenario == "slow" and result:
            servers.stop(process)
            process = server.start()
            alone = load(server, process, scenario, options, "--deaf", "0")
            if alone:
                result["kib_each"] = (result["peak_mib"] - alone["peak_mib"]) * 1024 / DEAF
                result["p99_ratio"] = result["latency_p99_ms"] / alone["latency_p99_ms"]
        return result
    finally:
        servers.stop(process)


def load(server, process, scenario, options, *more):
    words = [
        GENERATOR, "server", "--scenario", scenario, "--port", server.port, "--pid", process.pid,
        "--rooms", server.rooms, "--seconds", options.slow_seconds if scenario == "slow" else options.seconds, "--json", *more,
    ]
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=300 + options.slow_seconds)
    if done.returncode:
        print(f"{server.name} under {scenario}: {done.stderr.strip()[-300:]}", file=sys.stderr)
        return {}
    return json.loads(done.stdout)


def flush_times(folder, count=100):
    """What one flush costs on this disk, in ms: a page every 20 ms, as often as `paced` has something to flush."""
    times = []
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(bytes(4096 * count))
        os.fsync(file.fileno())
        for page_number in range(count):
            os.pwrite(file.fileno(), b"x" * 4096, 4096 * page_number)
            start = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append((time.perf_counter() - start) * 1000)
            time.sleep(0.02)
    return times


def machine():
    """What it ran on, and whether somebody else was at work."""
    names = [line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")]
    return {"cores": os.cpu_count(), "model": names[0] if names else "unknown", "load": os.getloadavg()[0]}


def medians(results):
    keys = {key for result in results for key in result}
    return {
        key: statistics.median(values)
        for key in keys if (values := [result[key] for result in results if result.get(key) is not None])
    }


def run(options, folder):
    running = [servers.SERVERS[name](folder) for name in options.server]
    before = machine()
    flushes = []
    rows = {scenario: {server.name: [] for server in running} for scenario in options.scenario}
    for number in range(options.rounds):
        flushes += flush_times(folder)
        for scenario in options.scenario:
            if number > 0 and scenario in LONG:
                continue
            for server in running:
                print(f"\r\033[Kround {number + 1} of {options.rounds}: {scenario}, {server.name}", end="", file=sys.stderr)
                rows[scenario][server.name].append(measure(server, scenario, options))
    print("\r\033[K", end="", file=sys.stderr)
    flushes.sort()
    flush = {"p50_ms": flushes[len(flushes) // 2], "p99_ms": flushes[len(flushes) * 99 // 100]}
    return {
        "rounds": options.rounds, "seconds": options.seconds, "flush": flush, "limits": servers.limits(),
        "machine": before,
        "scenarios": {scenario: {name: medians(results) for name, results in each.items()} for scenario, each in rows.items()},
    }


def show(report):
    print(f"{report['machine']['cores']} cores, load average before {report['machine']['load']:.1f}; "
          f"{report['rounds']} interleaved rounds of {report['seconds']:g} s, medians; "
          f"one flush of this disk: p50 {report['flush']['p50_ms']:.2f} ms, p99 {report['flush']['p99_ms']:.2f} ms")
    print(f"{'scenario':<10}{'figure':<16}{'unit':<7}{'Bipartite':>12}{'y-websocket':>13}{'pycrdt-ws':>12}"
          f"{'of y-ws':>10}{'of pycrdt':>11}{'generator':>11}")
    for scenario, each in report["scenarios"].items():
        for key, name, unit, _ in FIGURES[scenario]:
            values = [each.get(server.name, {}).get(key) for server in servers.SERVERS.values()]
            shown = [number(value) for value in values]
            ratios = [f"{values[0] / peer:.2f}x" if values[0] is not None and peer else "-" for peer in values[1:]]
            share = each.get("Bipartite", {}).get("generator_cpu")
            print(f"{scenario:<10}{name:<16}{unit:<7}{shown[0]:>12}{shown[1]:>13}{shown[2]:>12}{ratios[0]:>10}{ratios[1]:>11}"
                  f"{f'{share:.0%}' if share is not None else '-':>11}")
    print("generator: share of its one core while it loaded Bipartite; half or less is headroom of two")
    print("limits in force: " + ", ".join(f"{name} {value}" for name, value in report["limits"].items()))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="interleaved rounds of all servers")
    parser.add_argument("--seconds", type=float, default=4, help="measured seconds of each load")
    parser.add_argument("--slow-seconds", type=float, default=20, help="measured seconds of slow; the full figure takes 300")
    parser.add_argument("--scenario", action="append", choices=FIGURES, help="default: all")
    parser.add_argument("--server", action="append", choices=servers.SERVERS, help="default: all")
    parser.add_argument("--plot", action="store_true", help="write docs/bench-server.md and its picture")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    options = parser.parse_args()
    options.scenario = options.scenario or list(FIGURES)
    options.server = options.server or list(servers.SERVERS)
    with servers.work_folder() as folder:
        report = run(options, pathlib.Path(folder))
    if options.json:
        print(json.dumps(report))
    else:
        show(report)
    if options.plot:
        (DOCS / "bench-server.svg").write_text(drawing(report, FIGURES))
        (DOCS / "bench-server.md").write_text(page(report, FIGURES))


main()
