"""Builds Bipartite's core with one leak at a time, and runs the search for markers on it: each must be found.

The leaks are changes of single lines, made on a copy of the sources in `.build-leaks`: nothing of them is ever part of
the program. `python Tests/Canary/leaking_builds.py [NAME...]`
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
COPY = ROOT / ".build-leaks"
FOLDERS = ["Sources/CRDT", "Sources/SyncProtocol", "Sources/Committee", "Sources/RoomCore", "Tests/Canary",
           "Tests/TestSupport"]
TABLE = "Sources/Committee/Permissions/Permissions+Table.swift"
ROOM = "Sources/RoomCore/"

# name: (file, what stands there once, what the leaking build has instead)
LEAKS = {
    "cell: management reads the worker side's rows": (
        TABLE, "[.worker: [read(), act(.edit), act(.create)], .advisor: [read(if: .released)]]),",
        "[.worker: [read(), act(.edit), act(.create)], .management: [read()], .advisor: [read(if: .released)]]),"),
    "cell: the advisor reads management's caucus": (
        TABLE, ".management: [read(), act(.edit), act(.create), act(.export)],\n                    .advisor: [read(if: .released)],",
        ".management: [read(), act(.edit), act(.create), act(.export)],\n                    .advisor: [read()],"),
    "cell: every member of the worker side reads cases": (
        TABLE, ".cases, both(read(.state, if: .own)),",
        ".cases, [.worker: [read()], .management: [read(.state, if: .own)]],"),
    "cell: the lead reads cases nobody released": (
        TABLE, ".advisorLead: [read(if: .released)],", ".advisorLead: [read()],"),
    "audience: comments go to the committee": (
        "Sources/Committee/Rules/Rules+Comments.swift", "0, .commentAdded, to: name.audience,",
        "0, .commentAdded, to: .committee,"),
    "audience: feedback goes to the committee": (
        "Sources/Committee/Rules/Rules+Issues.swift",
        "0, .issueFeedbackGiven, to: issue.home ?? .committee,", "0, .issueFeedbackGiven, to: .committee,"),
    "channel: events are told to everybody on it": (
        ROOM + "Room+Channel.swift", "hearers { Permissions.reads($0, event.event.audience, in: state) }",
        "hearers { _ in true }"),
    "channel: the welcome has every event": (
        ROOM + "Room+Channel.swift", "return Permissions.reads(participant, event.event.audience, in: state)\n                && Int",
        "return Int"),
    "document: joining asks for no permission": (
        ROOM + "Room.swift", "return Permissions.access(of: current, to: name, in: state)\n    }",
        "return current.id.isEmpty ? .none : .read\n    }"),
    "document: whoever loses it keeps hearing": (
        ROOM + "Room+Roster.swift", "for connection in stores[name]?.order ?? [] { reseat(connection, in: name) }", "_ = name"),
    "handlers: management keeps a case that stands beside a worker side's row": (
        "Sources/Committee/Issues/CaseState.swift", "issues[id]?.label == .workerSide || (", "("),
}


def package():
    """The pure targets and the search, without what they do not need."""
    text = (ROOT / "Package.swift").read_text()
    strict = re.search(r"let strict: .*?\n\]\n", text, re.S).group(0)
    outside = [f'        .package(url: "{url}", from: "{version}"),' for url, version in re.findall(
        r'\.package\(url: "([^"]+)", from: "([^"]+)"\)', text) if url.endswith(("swift-collections", "swift-crypto"))]
    target = 'name: "{0}", dependencies: {1}{2}, swiftSettings: strict'
    crypto, collections = '.product(name: "Crypto", package: "swift-crypto")', (
        '.product(name: "DequeModule", package: "swift-collections")')
    targets = [
        ("target", "CRDT", "[]", ""), ("target", "SyncProtocol", '["CRDT"]', ""),
        ("target", "Committee", f'["CRDT", {crypto}]', ""),
        ("target", "RoomCore", f'["CRDT", "SyncProtocol", "Committee", {collections}, {crypto}]', ""),
        ("target", "TestSupport", '["CRDT"]', ', path: "Tests/TestSupport"'),
        ("testTarget", "CanaryTests", '["RoomCore", "Committee", "SyncProtocol", "CRDT", "TestSupport"]',
         ', path: "Tests/Canary", exclude: ["leaking_builds.py"]'),
    ]
    lines = [f"        .{kind}({target.format(name, needs, more)})," for kind, name, needs, more in targets]
    return "\n".join([
        "// swift-tools-version: 6.2", "import PackageDescription", strict,
        'let package = Package(', '    name: "leaks", platforms: [.macOS(.v15)],', "    dependencies: [", *outside,
        "    ],", "    targets: [", *lines, "    ])", ""])


def write(path, text):
    """Only what differs is written: the build goes on from the last one."""
    if not path.exists() or path.read_text() != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def lay_out(leak=None):
    """The sources as they are, but for the leak."""
    if leak and (found := (ROOT / leak[0]).read_text().count(leak[1])) != 1:
        raise SystemExit(f"{leak[0]} has {found} places to leak at, and not one: {leak[1]}")
    write(COPY / "Package.swift", package())
    if (ROOT / "Package.resolved").exists():
        shutil.copy(ROOT / "Package.resolved", COPY / "Package.resolved")
    kept = set()
    for folder in FOLDERS:
        for source in (ROOT / folder).rglob("*.swift"):
            name = str(source.relative_to(ROOT))
            text = source.read_text()
            if leak and name == leak[0]:
                text = text.replace(leak[1], leak[2])
            write(COPY / name, text)
            kept.add(COPY / name)
    for old in COPY.glob("[ST]*/**/*.swift"):
        if old not in kept:
            old.unlink()


def search(count):
    """Whether the search passes, how much it found, and what first."""
    done = subprocess.run(
        ["swift", "test", "--filter", "CanaryTests/scenarios"], cwd=COPY, capture_output=True, text=True,
        env={**os.environ, "BIPARTITE_FROM": "0", "BIPARTITE_COUNT": str(count)})
    said = done.stdout + done.stderr
    findings = re.search(r"leaks found: (\d+)(?:, such as: (.*))?", said)
    if not findings:
        raise SystemExit(f"the search did not run:\n{said[-3000:]}")
    return done.returncode == 0, int(findings[1]), findings[2]


def main(names):
    count = int(os.environ.get("BIPARTITE_LEAK_SCENARIOS", "24"))
    lay_out()
    passes, found, first = search(count)
    print(f"as it is: {found} findings in {count} scenarios{f', such as: {first}' if found else ''}", flush=True)
    missed = [] if passes else ["as it is"]
    for name, leak in LEAKS.items():
        if names and not any(word in name for word in names):
            continue
        lay_out(leak)
        passes, found, first = search(count)
        print(f"{name}: {f'{found} findings, such as: {first}' if found else 'NOT FOUND'}", flush=True)
        if passes or not found:
            missed.append(name)
    raise SystemExit(f"missed: {missed}" if missed else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
