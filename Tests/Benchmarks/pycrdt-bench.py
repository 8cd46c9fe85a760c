"""The same work as `bipartite-bench engine`, done by pycrdt (yrs). Usage: pycrdt-bench.py TRACE MODE RUNS

`local` is not measured: it would time Python's calls, not yrs."""

import gzip
import hashlib
import json
import os
import sys
import time

import pycrdt


def replay(trace):
    agents = trace.get("numAgents", 1)
    replicas, made, applying = [], [], [False]
    for agent in range(agents):
        doc = pycrdt.Doc(client_id=1000 + agent)
        replicas.append((doc, doc.get("text", type=pycrdt.Text), doc.observe(
            lambda event: None if applying[0] else made.append(event.update))))
    seen, updates = [set() for _ in range(agents)], []
    for number, step in enumerate(trace["txns"]):
        agent = step.get("agent", 0)
        doc, text, _ = replicas[agent]
        if "parents" in step:
            lacking, stack = [], list(step["parents"])
            while stack:
                parent = stack.pop()
                if parent not in seen[agent]:
                    seen[agent].add(parent)
                    lacking.append(parent)
                    stack += trace["txns"][parent]["parents"]
            applying[0] = True
            for ancestor in sorted(lacking):
                if updates[ancestor]:
                    doc.apply_update(updates[ancestor])
            applying[0] = False
            seen[agent].add(number)
        made.clear()
        with doc.transaction():
            for at, deleted, inserted in step["patches"]:
                if deleted:
                    del text[at:at + deleted]
                if inserted:
                    text.insert(at, inserted)
        updates.append(made[-1] if made else None)
    return replicas, [update for update in updates if update]


def load(updates):
    doc = pycrdt.Doc()
    doc.get("text", type=pycrdt.Text)
    for update in updates:
        doc.apply_update(update)
    return doc


def resident():
    return int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGESIZE") / 1024


def main():
    path, mode, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
    trace = json.load(gzip.open(path) if path.endswith(".gz") else open(path))
    _, updates = replay(trace)
    whole = load(updates)
    state = whole.get_update()
    live = 0
    if mode == "memory":
        before = resident()
        copies = [load([state]) for _ in range(200)]
        live = (resident() - before) / 200
        runs, work = 1, lambda: copies[0]
    else:
        work = {
            "stream": lambda: load(updates), "load": lambda: load([state]), "encode": lambda: (whole.get_update(), whole)[1]
        }[mode]
    cpu, wall, doc = [], [], work()
    for _ in range(runs):
        start = time.process_time(), time.perf_counter()
        doc = work()
        cpu.append((time.process_time() - start[0]) * 1000)
        wall.append((time.perf_counter() - start[1]) * 1000)
    cpu.sort(), wall.sort()
    text = str(doc.get("text", type=pycrdt.Text))
    print(json.dumps({
        "cpu_ms_median": cpu[len(cpu) // 2], "cpu_ms_min": cpu[0], "wall_ms_median": wall[len(wall) // 2],
        "final_sha256": hashlib.sha256(text.encode()).hexdigest(), "update_bytes": len(doc.get_update()), "live_kib": live,
    }))


main()
