"""The figures as a page of docs/: what was measured, the table, the limits in force."""

import servers
from plot import number

SCENARIOS = {
    "fanout": "1 writer, 100 readers, 16 updates on their way",
    "rooms": "1,000 connections in 100 rooms, in each 1 writer with 4 updates on their way",
    "paced": "50 updates a second to 100 readers; time from sending to arrival",
    "presence": "500 members of one document, each renewing its presence once a second",
    "join": "150 members open a document of 4 MB at once; time from connecting to its last byte",
    "join20": "the same with a document of 20 MB; one round",
    "storm": "5,000 connections in 100 rooms, cut off, and back within 10 s, each with an edit nobody has seen; time from a "
             "connection's first try until its edit is acknowledged, and until all are; one round",
    "slow": "1,000 updates a second of 700 letters to 1,000 readers in 100 rooms, beside 2,000 that never read: memory above the same "
            "load without those, by each; the honest readers' p99, and how many times that without; one round",
    "acks": "100 rooms of one writer, 8 updates on their way in each; then at 15,000 a second over all",
    "idle": "1,000 connections in 100 rooms that do nothing",
}


def page(report, figures):
    """The whole page, as Markdown."""
    flush, machine = report["flush"], report["machine"]
    lines = [
        "# The server beside its peers", "",
        "Made by `scripts/bench server --plot`; do not edit. "
        f"{report['rounds']} interleaved rounds of {report['seconds']:g} s each, medians, every load on a fresh server.", "",
        f"Machine: {machine['cores']} cores ({machine['model']}), shared by server and generator; load average before the run "
        f"{machine['load']:.1f} (above 0: somebody else was at work too). One flush of the disk (a page every 20 ms, measured in every round): p50 {flush['p50_ms']:.2f} ms, "
        f"p99 {flush['p99_ms']:.2f} ms.", "",
        "Bipartite applies every update, checks it and flushes it (SQLite, `synchronous = FULL`) before anybody hears of it. "
        "y-websocket 1.4.5 (node) and pycrdt-websocket apply it and keep it in memory. All documents start empty.", "",
        "![The figures as bars](bench-server.svg)", "",
        "| Load | Figure | Bipartite | y-websocket | pycrdt-websocket | of y-websocket | of pycrdt |", "|---|---|---:|---:|---:|---:|---:|",
    ]
    for scenario, each in report["scenarios"].items():
        for key, name, unit, _ in figures[scenario]:
            values = [each.get(server.name, {}).get(key) for server in servers.SERVERS.values()]
            shown = [f"{number(value)} {unit}" if value is not None else "-" for value in values]
            ratios = [f"{values[0] / peer:.2f}x" if values[0] is not None and peer else "-" for peer in values[1:]]
            lines.append("| " + " | ".join([scenario, name, *shown, *ratios]) + " |")
    lines += ["", "The loads:", ""]
    lines += [f"- `{scenario}`: {SCENARIOS[scenario]}." for scenario in report["scenarios"]]
    shares = [f"{scenario} {each['Bipartite']['generator_cpu']:.0%}" for scenario, each in report["scenarios"].items()
              if "generator_cpu" in each.get("Bipartite", {})]
    lines += [
        "", "The generator runs on one thread. The share of a core it used while it loaded Bipartite (half or less is headroom of "
        f"two): {', '.join(shares)}.",
        "", "Limits in force: " + ", ".join(f"`{name}` {value}" for name, value in report["limits"].items()) + ".", ""]
    return "\n".join(lines)
