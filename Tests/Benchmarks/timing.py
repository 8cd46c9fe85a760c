"""What the peers in Python share: our exported updates, the clock, the figures. Keys as `bipartite-bench engine --json`."""

import hashlib
import json
import os
import time


def updates(folder):
    """Our updates, one a step, and the whole state."""
    data, at, found = open(f"{folder}/updates.bin", "rb").read(), 0, []
    while at < len(data):
        end = at + 4 + int.from_bytes(data[at:at + 4], "little")
        found.append(data[at + 4:end])
        at = end
    return found[:-1], found[-1]


def resident():
    return int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGESIZE") / 1024


def copies_kib(load):
    """Resident memory of one of 200 loaded copies, and one of them."""
    before = resident()
    copies = [load() for _ in range(200)]
    return (resident() - before) / 200, copies[0]


def report(work, runs, live, text, encoded):
    """Runs the work, the first time uncounted, and prints its figures."""
    cpu, wall, result = [], [], work()
    for _ in range(runs):
        start = time.process_time(), time.perf_counter()
        result = work()
        cpu.append((time.process_time() - start[0]) * 1000)
        wall.append((time.perf_counter() - start[1]) * 1000)
    cpu.sort(), wall.sort()
    print(json.dumps({
        "cpu_ms_median": cpu[len(cpu) // 2], "cpu_ms_min": cpu[0], "wall_ms_median": wall[len(wall) // 2],
        "final_sha256": hashlib.sha256(text(result).encode()).hexdigest(), "update_bytes": len(encoded(result)),
        "live_kib": live,
    }))
