"""The same work as `bipartite-bench engine`, done by loro in its own format. Usage: loro-bench.py FOLDER MODE RUNS

Its calls from Python are in the figures; `load` imports a snapshot, `encode` exports one."""

import json
import sys

import loro

import timing


def new(peer):
    doc = loro.LoroDoc()
    doc.peer_id = peer
    return doc


def replay(trace):
    """One replica per agent, as traces/README.md says; an update of each step."""
    agents = trace.get("numAgents") or 1
    docs, made, updates, seen = [new(1000 + agent) for agent in range(agents)], [], [], [set() for _ in range(agents)]
    texts = [doc.get_text("text") for doc in docs]
    kept = [doc.subscribe_local_update(lambda update: (made.append(update), True)[1]) for doc in docs]
    for number, step in enumerate(trace["txns"]):
        agent = step.get("agent") or 0
        if step.get("parents") is not None:
            lacking, stack = [], list(step["parents"])
            while stack:
                parent = stack.pop()
                if parent not in seen[agent]:
                    seen[agent].add(parent)
                    lacking.append(parent)
                    stack += trace["txns"][parent]["parents"]
            missing = [update for ancestor in sorted(lacking) for update in updates[ancestor]]
            if missing:
                docs[agent].import_batch(missing)
            seen[agent].add(number)
        made.clear()
        for at, deleted, inserted in step["patches"]:
            if deleted:
                texts[agent].delete_utf16(at, deleted)
            if inserted:
                texts[agent].insert_utf16(at, inserted)
        docs[agent].commit()
        updates.append(list(made))
    if agents > 1:
        docs[0].import_batch([update for each in updates for update in each])
    del kept
    return docs[0], [update for each in updates for update in each]


def load(updates):
    doc = loro.LoroDoc()
    for update in updates:
        doc.import_(bytes(update))
    return doc


def main():
    folder, mode, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
    trace = json.load(open(f"{folder}/trace.json"))
    whole, updates = replay(trace)
    snapshot = whole.export(loro.ExportMode.Snapshot())
    live = 0
    if mode == "memory":
        live, copy = timing.copies_kib(lambda: load([snapshot]))
        work = lambda: copy
    else:
        work = {
            "local": lambda: replay(trace)[0], "stream": lambda: load(updates), "load": lambda: load([snapshot]),
            "encode": lambda: (whole.export(loro.ExportMode.Snapshot()), whole)[1],
        }[mode]
    timing.report(
        work, runs, live, lambda doc: doc.get_text("text").to_string(), lambda doc: doc.export(loro.ExportMode.Snapshot()))


main()
