"""The same work as `bipartite-bench engine`, done by pycrdt (yrs) on our updates. Usage: pycrdt-bench.py FOLDER MODE RUNS

`local` is not measured: it would time Python's calls, not yrs."""

import sys

import pycrdt

import timing


def load(updates):
    doc = pycrdt.Doc()
    doc.get("text", type=pycrdt.Text)
    for update in updates:
        doc.apply_update(update)
    return doc


def main():
    folder, mode, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
    updates, state = timing.updates(folder)
    live = 0
    if mode == "memory":
        live, copy = timing.copies_kib(lambda: load([state]))
        work = lambda: copy
    elif mode == "encode":
        whole = load([state])
        work = lambda: (whole.get_update(), whole)[1]
    else:
        work = {"stream": lambda: load(updates), "load": lambda: load([state])}[mode]
    timing.report(
        work, runs, live, lambda doc: str(doc.get("text", type=pycrdt.Text)), lambda doc: doc.get_update())


main()
