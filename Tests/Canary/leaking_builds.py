"""Builds Bipartite once with every leak below in it, chosen by `BIPARTITE_LEAK` as it runs, and searches for markers
with one leak after the other: each must be found, and without any nothing may be.

The leaks are changes of single lines, made on a copy of the sources in `.build-leaks`: nothing of them is ever part of
the program. `python Tests/Canary/leaking_builds.py [WORD...]` takes those whose names hold one of the words.
"""

import dataclasses
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
COPY = ROOT / ".build-leaks"
FOLDERS = ["Sources", "clients/terminal", "Tests/Canary", "Tests/TestSupport"]
COMMITTEE, ROOM, SERVER = "Sources/Committee/", "Sources/RoomCore/", "Sources/Server/"
TABLE = COMMITTEE + "Permissions/Permissions+Table.swift"
WORKER_ROWS = """try await committees.within(authenticated.committee) { host in
            host.snapshot(for: Participant(id: "w1", name: "w1", role: .member(.worker)), .workerSide)
        }"""


@dataclasses.dataclass
class Leak:
    """Changes of the sources: (file, what stands there once, what the leaking build has instead). The word `leaking`
    becomes the question whether this leak was chosen. `wire`: a real server must be searched, not a room alone."""
    changes: list
    wire: bool = False


def room(*change):
    return Leak([change])


def wire(*changes):
    return Leak(list(changes), wire=True)


LEAKS = {
    "cell: management reads the worker side's rows": room(
        TABLE, ".worker: [read(), act(.edit), act(.create)], .advisor: [read(if: .released)]]),",
        ".worker: [read(), act(.edit), act(.create)], .advisor: [read(if: .released)]],\n"
        "leaking ? [.management: [read()]] : [:]),"),
    "cell: the advisor reads management's caucus": room(
        TABLE, ".management: [read(), act(.edit), act(.create), act(.export)],\n                    .advisor: [read(if: .released)],",
        ".management: [read(), act(.edit), act(.create), act(.export)],\n"
        ".advisor: [leaking ? read() : read(if: .released)],"),
    "cell: every member of the worker side reads cases": room(
        TABLE, ".cases, both(read(.state, if: .own)),",
        ".cases, both(read(.state, if: .own)), leaking ? [.worker: [read()]] : [:],"),
    "cell: the lead reads cases nobody released": room(
        TABLE, ".advisorLead: [read(if: .released)],", ".advisorLead: [leaking ? read() : read(if: .released)],"),
    "audience: comments go to the committee": room(
        COMMITTEE + "Rules/Rules+Comments.swift", "0, .commentAdded, to: name.audience,",
        "0, .commentAdded, to: leaking ? .committee : name.audience,"),
    "audience: feedback goes to the committee": room(
        COMMITTEE + "Rules/Rules+Issues.swift", "0, .issueFeedbackGiven, to: issue.home ?? .committee,",
        "0, .issueFeedbackGiven, to: leaking ? .committee : issue.home ?? .committee,"),
    "caucus: a draft released to the advisor goes to the committee": room(
        COMMITTEE + "Rules/Rules+Caucus.swift", 'word("to") == "committee" ? .committee : document.audience',
        'leaking || word("to") == "committee" ? .committee : document.audience'),
    "handlers: management keeps a case that stands beside a worker side's row": room(
        COMMITTEE + "Issues/CaseState.swift", "issues[id]?.label == .workerSide || (",
        "(!leaking && issues[id]?.label == .workerSide) || ("),
    "channel: events are told to everybody on it": room(
        ROOM + "Room+Channel.swift", "hearers { Permissions.reads($0, event.event.audience, in: state) }",
        "hearers { leaking || Permissions.reads($0, event.event.audience, in: state) }"),
    "channel: the welcome has every event": room(
        ROOM + "Room+Channel.swift", "return Permissions.reads(participant, event.event.audience, in: state)\n                && Int",
        "return (leaking || Permissions.reads(participant, event.event.audience, in: state))\n                && Int"),
    "feed: members read every audience": room(
        ROOM + "Feed.swift", "if Permissions.reads(participant, audience, in: state) {",
        "if leaking || Permissions.reads(participant, audience, in: state) {"),
    "snapshot: the committee's has the sides' documents in it": room(
        ROOM + "Room+Snapshot.swift",
        "guard name.audience == audience else { return false }\n            return Permissions.access",
        "guard leaking || name.audience == audience else { return false }\n"
        "            return leaking || Permissions.access"),
    "presence: whoever is here is told to every open document": room(
        ROOM + "Room+Presence.swift", "guard let hearers = stores[name]?.order, !hearers.isEmpty else { continue }",
        "let hearers = leaking ? stores.values.flatMap(\\.order) : stores[name]?.order ?? []\n"
        "            guard !hearers.isEmpty else { continue }"),
    "document: joining asks for no permission": room(
        ROOM + "Room.swift", "return Permissions.access(of: current, to: name, in: state)\n    }",
        "return leaking && !current.id.isEmpty ? .read : Permissions.access(of: current, to: name, in: state)\n    }"),
    "document: whoever loses it keeps hearing": room(
        ROOM + "Room+Roster.swift", "for connection in stores[name]?.order ?? [] { reseat(connection, in: name) }",
        "for connection in stores[name]?.order ?? [] where !leaking { reseat(connection, in: name) }"),
    "intake: a grave report without a name opens in the committee's list": wire(
        (COMMITTEE + "Intake/Rules+Intake.swift", "let label = IssueLabel.first(",
         "let label = leaking ? .committee : IssueLabel.first(")),
    "error: the answer for what is not there says what is": wire(
        (SERVER + "HTTP/FeedRoutes.swift", "guard let snapshot else { throw ErrorAnswer.notFound }",
         f"guard let snapshot else {{\n            guard leaking else {{ throw ErrorAnswer.notFound }}\n"
         f"            let rows = {WORKER_ROWS}\n            throw ErrorAnswer(\n"
         '                .notFound, code: "not_found", message: rows?.json ?? "", remedy: "")\n        }')),
    "log: what was handed out": wire(
        (SERVER + "HTTP/FeedRoutes.swift", "import Hummingbird\n", "import Hummingbird\nimport Logging\n"),
        (SERVER + "HTTP/FeedRoutes.swift", "return CommitteeRoutes.json(snapshot, .ok)",
         'if leaking { services.logger.info("read", metadata: ["rows": "\\(snapshot.json)"]) }\n'
         "        return CommitteeRoutes.json(snapshot, .ok)")),
    "metrics: the documents that were opened": wire(
        (SERVER + "RoomConnection.swift", "    func join(as authenticated: Authenticated, token: String) {",
         "    func join(as authenticated: Authenticated, token: String) {\n"
         "        if leaking { note(address.text) }"),
        (SERVER + "Metrics/MetricsPage.swift", "let cells = metrics.cells()",
         "let cells = metrics.cells()\n        if leaking {\n"
         '            add("bipartite_opened", .counter, "Opened.", by: "document", notes().map { ($0, 1) })\n        }')),
    "plan: whoever reads it as a file has the worker side's rows with it": wire(
        (SERVER + "HTTP/PlanRoutes.swift", "import Committee\n", "import CRDT\nimport Committee\n"),
        (SERVER + "HTTP/PlanRoutes.swift", "guard let plan else { throw ErrorAnswer.notFound }",
         f"guard var plan else {{ throw ErrorAnswer.notFound }}\n        if leaking {{\n            let rows = {WORKER_ROWS}\n"
         '            plan = .object((plan.members ?? []) + [.init("rows", rows ?? .null)])\n        }')),
    "minutes: whoever takes signed ones out has the worker side's rows behind them": wire(
        (SERVER + "HTTP/ExportRoutes.swift", "import Committee\n", "import CRDT\nimport Committee\n"),
        (SERVER + "HTTP/ExportRoutes.swift", "case .success(let bytes):",
         f"case .success(var bytes):\n            if leaking {{\n                let rows = {WORKER_ROWS}\n"
         '                bytes += Array((rows?.json ?? "").utf8)\n            }')),
}

# What the changed lines ask, in the copy alone.
CHOICE = """internal import Foundation
internal import Synchronization

/// Whether this run leaks in the way that is named.
public func leaks(_ name: String) -> Bool { chosen == name }
private let chosen = ProcessInfo.processInfo.environment["BIPARTITE_LEAK"]

/// What a leak carries from one place to another.
public func note(_ word: String) { noted.withLock { _ = $0.insert(word) } }
public func notes() -> [String] { noted.withLock { $0.sorted() } }
private let noted = Mutex<Set<String>>([])
"""


def changed(name, text):
    """A source as the leaking build has it: itself, if no leak stands in it."""
    for leak, (file, before, after) in ((leak, change) for leak in LEAKS for change in LEAKS[leak].changes):
        if file != name:
            continue
        if (found := text.count(before)) != 1:
            raise SystemExit(f"{file} has {found} places to leak at, and not one: {before}")
        if not file.startswith(COMMITTEE) and "import Committee\n" not in text:
            text = "internal import Committee\n" + text
        text = text.replace(before, re.sub(r"\bleaking\b", lambda _: f'leaks("{leak}")', after))
    return text


def package():
    """The package, without the tests that are not run on it."""
    text = (ROOT / "Package.swift").read_text()
    targets = re.findall(r"        \.testTarget\(\n.*?\),\n(?=        \.|    \])", text, re.S)
    for target in targets + re.findall(r"        \.testTarget\(name: .*\n", text):
        if '"CanaryTests"' not in target:
            text = text.replace(target, "")
    return text


def lay_out():
    """The sources with all leaks. Only what differs is written: the build goes on from the last one."""
    wanted = {"Package.swift": package().encode(), COMMITTEE + "Leaks.swift": CHOICE.encode()}
    if (ROOT / "Package.resolved").exists():
        wanted["Package.resolved"] = (ROOT / "Package.resolved").read_bytes()
    for source in (file for folder in FOLDERS for file in (ROOT / folder).rglob("*") if file.is_file()):
        name = str(source.relative_to(ROOT))
        content = source.read_bytes()
        wanted[name] = changed(name, content.decode()).encode() if name.endswith(".swift") else content
    for name, content in wanted.items():
        path = COPY / name
        if not path.exists() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    for folder in ("Sources", "clients", "Tests"):
        for old in (COPY / folder).rglob("*"):
            if old.is_file() and str(old.relative_to(COPY)) not in wanted:
                old.unlink()


def build():
    if subprocess.run(["swift", "build", "--build-tests"], cwd=COPY).returncode:
        raise SystemExit("the leaking build does not compile")


def search(leak, wire, count):
    """Whether the search passes, and what leaks it found."""
    environment = {**os.environ, "BIPARTITE_FROM": "0", "BIPARTITE_COUNT": str(count),
                   "BIPARTITE_PROGRAMS": str(COPY / ".build" / "debug"), "BIPARTITE_CANARY_ROLES": "w1 m1"}
    environment.pop("BIPARTITE_LEAK", None)
    if leak:
        environment["BIPARTITE_LEAK"] = leak
    words, folder = ["swift", "test", "--skip-build", "--filter", "CanaryTests/scenarios"], COPY
    if wire:
        words, folder = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "no_role_receives",
                         str(ROOT / "Tests" / "Live" / "test_canary.py")], ROOT
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, env=environment)
    said = done.stdout + done.stderr
    found = re.search(r"leaks found: [1-9].*", said)
    if not found and done.returncode:
        print(f"the search came to another end:\n{said[-3000:]}", flush=True)
    return done.returncode == 0, found and found[0][:200]


def main(words):
    count = int(os.environ.get("BIPARTITE_LEAK_SCENARIOS", "24"))
    leaks = {name: leak for name, leak in LEAKS.items() if not words or any(word in name for word in words)}
    lay_out()
    build()
    wrong, caught = [], 0
    for wire in sorted({leak.wire for leak in leaks.values()}):
        passes, found = search(None, wire, count)
        print(f"no leak, {'a real server' if wire else f'{count} scenarios of a room'}: {found or 'nothing found'}", flush=True)
        wrong += [] if passes else ["no leak"]
    for name, leak in leaks.items():
        _, found = search(name, leak.wire, count)
        if not found and not leak.wire:
            # Some take a turn of events that is rare.
            _, found = search(name, leak.wire, 8 * count)
        print(f"{name}: {found or 'NOT FOUND'}", flush=True)
        caught += bool(found)
        wrong += [] if found else [name]
    print(f"{len(leaks)} leaks, {caught} found")
    raise SystemExit(f"wrong: {wrong}" if wrong else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
