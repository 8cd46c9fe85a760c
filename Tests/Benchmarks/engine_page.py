"""The figures of the engine's bench: as lines for a terminal, as a page of docs/, as a picture."""

import os
import pathlib

from plot import number, text

ENGINES = {"bipartite": "Bipartite", "yjs": "Yjs", "pycrdt": "pycrdt (yrs)", "loro": "loro"}
COLOURS = {"bipartite": "#0b7285", "yjs": "#868e96", "pycrdt": "#adb5bd", "loro": "#ced4da"}
MODES = {
    "local": "every step one transaction, its update bytes given to an observer",
    "stream": "every step's update applied to a second document, one transaction each",
    "load": "the whole document from one update (loro: from a snapshot)",
    "encode": "the whole document, loaded before, to one update (loro: to a snapshot)",
    "merge": "`mergeUpdates` of the first 20,000 one-step updates, without a document",
    "memory": "growth of resident memory over 200 loaded copies, divided by 200 (loro reads its snapshot when asked)",
}


def machine():
    lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown")
    return {"cores": os.cpu_count(), "model": model, "load": os.getloadavg()[0]}


def name(trace):
    return pathlib.Path(trace).name.removesuffix(".gz").removesuffix(".json")


def unit(mode):
    return "KiB" if mode == "memory" else "ms"


def cells(mode, row):
    """What each engine took, then how many times ours that is."""
    shown = [f"{number(row[engine])} {unit(mode)}" if engine in row else "-" for engine in ENGINES]
    ratios = [f"{row[peer] / row['bipartite']:.2f}x" if peer in row else "-" for peer in list(ENGINES)[1:]]
    return shown + ratios


def head():
    return f"{'trace':<18}{'mode':<8}" + "".join(f"{title:>14}" for title in [*ENGINES.values(), "of Yjs", "of pycrdt", "of loro"])


def line(trace, mode, row):
    return f"{name(trace):<18}{mode:<8}" + "".join(f"{cell:>14}" for cell in cells(mode, row))


def summary(trace, size, repeated):
    """Encoded size beside Yjs's, and what repetition costs."""
    told = f"{trace}: {size['bytes']:,} bytes encoded, {size['v2_bytes']:,} in v2"
    if size["yjs"]:
        how = "from the same transactions" if size["mode"] == "local" else "from our updates"
        v1 = "the same bytes" if size["equal"] else f"{size['yjs']:,}"
        v2 = "the same bytes" if size["v2_equal"] else f"{size['v2_yjs']:,}"
        told += f"; Yjs, {how}, {v1}, in v2 {v2}"
    if repeated:
        told += f"; ten times end to end {number(repeated['ten_ms'])} ms, an edit {repeated['per_edit']:.2f} of one time"
    return told


def joined(rows):
    """One report of runs with one trace each."""
    report = dict(rows[0]["run"], loads=[row["run"]["machine"]["load"] for row in rows], traces={})
    for row in rows:
        modes = {mode: row[mode] for mode in MODES if mode in row}
        report["traces"][row["trace"]] = {"rows": modes, "size": row["size"], "repeated": row["repeated"]}
    return report


def circumstances(report):
    told = report["machine"]
    machine = f"Machine: {told['cores']} cores ({told['model']}); "
    if "loads" in report:
        return machine + "each trace in a run of its own, load averages before them " + ", ".join(f"{load:.1f}" for load in report["loads"]) + "."
    return machine + f"load average before the run {told['load']:.1f}, behind it {os.getloadavg()[0]:.1f}."


def page(report):
    """The whole page, as Markdown."""
    lines = [
        "# The engine beside its peers", "",
        "Made by `scripts/bench engine --plot`; do not edit. "
        f"{report['rounds']} interleaved rounds of {report['runs']} counted runs each, the first run of a process uncounted; medians of CPU time.", "",
        circumstances(report), "",
        "A peer that takes long is asked in one round only, its `local` runs once; a dash was not measured.", "",
        "Yjs 13.5 (node) with an update listener, pycrdt (yrs) and loro (both with their calls from Python) do the same work; Yjs and pycrdt read "
        "the bytes our engine made, and every engine ends with the same text. pycrdt's `local` is left out: it would time Python.", "",
        "![How many times our figure the peers take](bench-engine.svg)", "",
        "| Trace | Mode | " + " | ".join(ENGINES.values()) + " | of Yjs | of pycrdt | of loro |", "|---|---|" + "---:|" * 7,
    ]
    for trace, each in report["traces"].items():
        for mode, row in each["rows"].items():
            lines.append("| " + " | ".join([trace, mode, *cells(mode, row)]) + " |")
    lines += ["", "The modes:", ""] + [f"- `{mode}`: {told}." for mode, told in MODES.items()] + [""]
    lines += ["Encoded, and repeated:", ""]
    lines += [f"- {summary(trace, each['size'], each['repeated'])}." for trace, each in report["traces"].items()] + [""]
    return "\n".join(lines)


def drawing(report):
    """The whole SVG: per trace and mode one bar a peer, as long as the logarithm of its ratio to us."""
    from math import log10

    width, left, scale, y, parts = 760, 250, 150, 56, []
    for trace, each in report["traces"].items():
        for mode, row in each["rows"].items():
            parts.append(text(8, y + 11, f"{trace}: {mode}", 12, weight="bold"))
            parts.append(text(8, y + 26, f"ours {number(row['bipartite'])} {unit(mode)}", 10, "#868e96"))
            peers = [peer for peer in list(ENGINES)[1:] if peer in row]
            for peer in peers:
                ratio = row[peer] / row["bipartite"]
                bar = max(1, log10(max(ratio, 1.02)) * scale)
                parts.append(f'<rect x="{left}" y="{y}" width="{bar:.1f}" height="13" fill="{COLOURS[peer]}"/>')
                parts.append(text(left + bar + 6, y + 11, f"{ratio:.1f}x", 11))
                y += 16
            y += max(0, 2 - len(peers)) * 16 + 12
    top = [text(8, 20, "How many times our CPU time, or memory, the peers take", 15, weight="bold")]
    x = 8
    for peer in list(ENGINES)[1:]:
        top.append(f'<rect x="{x}" y="30" width="12" height="12" fill="{COLOURS[peer]}"/>')
        top.append(text(x + 17, 40, ENGINES[peer], 11))
        x += 45 + 7 * len(ENGINES[peer])
    top.append(text(x + 8, 40, "bars are logarithmic: one length more is ten times", 11, "#868e96"))
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {y}" width="{width}" height="{y}" font-family="sans-serif">',
        f'<rect width="{width}" height="{y}" fill="#ffffff"/>', *top, *parts, "</svg>", ""])
