"""Random runs of honest stock programs: nobody is refused, nothing is lost, all end with the same document.

y-websocket in one or two tabs, the Hocuspocus framing and pycrdt edit one document at once: offline and back, closed and
opened again with what was kept, undo, nested deletes, merged updates, presence."""

import asyncio
import json
import os
import random

import pycrdt
import pytest
import websockets
from bipartite import NODE_PATH, ROOT, SAMPLE, Server, run
from test_metrics import scrape

RUNS = int(os.environ.get("BIPARTITE_COUNT", "24"))
SEED = int(os.environ.get("BIPARTITE_FROM", "0"))
AT_ONCE = 12
DOCUMENTS = {"plan": "items", "diagnosis": "points", "issues": "rows", "minutes": "meetings"}
WORDS = ["guard ", "exit route ", "needle ", "tại ", "工会 ", "نقابة ", "\n", "wage", "👩‍🏭", "x"]


class Node:
    """The stock programs under node; answers are found by the run they are of."""

    @classmethod
    async def start(cls):
        node = cls()
        node.process = await asyncio.create_subprocess_exec(
            "node", str(ROOT / "Tests" / "Live" / "honest.cjs"), stdin=-1, stdout=-1, limit=1 << 26,
            env={**os.environ, "NODE_PATH": NODE_PATH})
        node.waiting = {}
        node.reader = asyncio.create_task(node.read())
        return node

    async def read(self):
        async for line in self.process.stdout:
            answer = json.loads(line)
            self.waiting.pop(answer["id"]).set_result(answer)
        for future in self.waiting.values():
            future.set_exception(AssertionError("node ended"))

    async def ask(self, do, id, **more):
        self.waiting[id] = asyncio.get_running_loop().create_future()
        self.process.stdin.write(json.dumps({"do": do, "id": id, **more}).encode() + b"\n")
        return await self.waiting[id]

    async def stop(self):
        self.process.stdin.close()
        await self.process.wait()


class Yrs:
    """pycrdt over a y-websocket socket; a new one may go on with the document of an older."""

    def __init__(self, url, token, root, refusals, kept=None):
        self.url, self.token, self.refusals, self.root = url, token, refusals, root
        self.doc = pycrdt.Doc()
        self.notes, self.rows = self.doc.get("notes", type=pycrdt.Text), self.doc.get(root, type=pycrdt.Map)
        if kept:
            self.doc.apply_update(kept)
        self.undo = pycrdt.UndoManager(scopes=[self.notes, self.rows], capture_timeout_millis=0)
        self.outbox, self.task, self.socket, self.is_applying, self.is_synced = [], None, None, False, False
        self.subscription = self.doc.observe(self.changed)
        self.online()

    def changed(self, event):
        if not self.is_applying and self.socket:
            self.outbox.append(event.update)

    def online(self):
        if self.task is None:
            self.task = asyncio.create_task(self.serve())

    def offline(self):
        if self.task:
            self.task.cancel()
        self.task, self.socket, self.is_synced = None, None, False

    async def serve(self):
        headers = {"Authorization": f"Bearer {self.token}"}
        try:
            async with websockets.connect(self.url, additional_headers=headers, max_size=None) as socket:
                self.socket, self.outbox = socket, []
                await socket.send(pycrdt.create_sync_message(self.doc))
                async for frame in socket:
                    await self.receive(frame)
            self.refusals.append(f"pycrdt: closed with {socket.close_code}")
        except websockets.WebSocketException as failure:
            self.refusals.append(f"pycrdt: {failure}")

    async def receive(self, frame):
        if frame[0] != pycrdt.YMessageType.SYNC:
            return
        self.is_applying = True
        try:
            reply = pycrdt.handle_sync_message(frame[1:], self.doc)
        finally:
            self.is_applying = False
        if frame[1] == pycrdt.YSyncMessageType.SYNC_STEP2:
            self.is_synced = True
        if reply is not None:
            await self.socket.send(reply)

    async def send(self, merged=False):
        """What was typed since the last call, one update or as many as there are."""
        updates, self.outbox = self.outbox, []
        if not self.socket or not updates:
            return
        for update in [pycrdt.merge_updates(*updates)] if merged and len(updates) > 1 else updates:
            try:
                await self.socket.send(pycrdt.create_update_message(update))
            except websockets.ConnectionClosed:
                return

    def place(self, chance):
        """A place between two letters; yrs counts bytes."""
        text = str(self.notes)
        return len(text[:chance.randrange(len(text) + 1)].encode())

    async def step(self, chance):
        keys = list(self.rows.keys())
        row = self.rows[chance.choice(keys)] if keys else None
        match chance.randrange(12):
            case 0:
                self.offline()
            case 1:
                self.online()
            case 2 | 3 | 4:
                self.notes.insert(self.place(chance), chance.choice(WORDS))
            case 5:
                text = str(self.notes)
                at = chance.randrange(len(text) + 1)
                start, end = (len(text[:cut].encode()) for cut in (at, at + chance.randrange(6)))
                if end > start:
                    del self.notes[start:end]
            case 6:
                self.rows[f"row-{chance.randrange(12)}"] = pycrdt.Map(
                    {"why": pycrdt.Text("because"), "evidence": pycrdt.Array(["a"])})
            case 7 if len(keys) > 3:
                del self.rows[chance.choice(keys)]
            case 8 if isinstance(row, pycrdt.Map):
                row["priority"] = chance.randrange(100)
            case 9 if isinstance(row, pycrdt.Map) and isinstance(row.get("why"), pycrdt.Text):
                row["why"].insert(0, chance.choice(WORDS))
            case 10:
                self.undo.undo()
            case 11:
                self.undo.redo()
        # Some hold back what they typed and send it merged.
        if chance.random() < 0.7:
            await self.send(merged=chance.random() < 0.5)

    def close(self):
        self.offline()


def plain(value):
    """Numbers as yrs and Yjs both mean them."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


async def one_run(node, server, committee, document, seed):
    """Returns what was refused, in words."""
    chance, refusals, root = random.Random(seed), [], DOCUMENTS[document]
    mine = f"<{seed}/pycrdt>"
    begun = asyncio.create_task(node.ask(
        "begin", seed, seed=seed, y=f"ws://{server.host}/y/{committee.name}", sync=f"ws://{server.host}/sync",
        document=document, address=f"{committee.name}/{document}", root=root, token=committee.tokens["w1"],
        tokenB=committee.tokens["m1"], tabs=chance.choice([1, 2]), framed=chance.random() < 0.8,
        steps=chance.randrange(10, 60)))
    yrs = Yrs(f"ws://{server.host}/y/{committee.name}/{document}", committee.tokens["w2"], root, refusals)
    try:
        for _ in range(chance.randrange(5, 30)):
            await yrs.step(chance)
            if chance.random() < 0.06:
                kept = yrs.doc.get_update()
                yrs.close()
                yrs = Yrs(yrs.url, yrs.token, root, refusals, kept)
            await asyncio.sleep(chance.random() * 0.01)
        # Nobody deletes a last word.
        await begun
        yrs.online()
        yrs.notes.insert(0, mine)
        await yrs.send(merged=True)
        answer = await node.ask("settle", seed, others=[mine])
        end = asyncio.get_running_loop().time() + 60
        while not (yrs.is_synced and all(marker in str(yrs.notes) for marker in answer["markers"])):
            if asyncio.get_running_loop().time() > end:
                lacking = [marker for marker in answer["markers"] if marker not in str(yrs.notes)]
                return [*refusals, *answer["refusals"], f"pycrdt: not in sync after 60 s: {yrs.is_synced}, lacks {lacking}"]
            await asyncio.sleep(0.005)
        here = plain({"notes": str(yrs.notes), "rows": yrs.rows.to_py()})
        # Undo may have left one the last word: an edit more can be on its way.
        for attempt in range(100):
            look = await node.ask("look", seed)
            there = [plain({"notes": one["notes"], "rows": one["rows"]}) for one in look["seen"]]
            if all(one == here for one in there) and len({json.dumps(one["delta"]) for one in look["seen"]}) == 1:
                return refusals + look["refusals"]
            await asyncio.sleep(0.02)
            here = plain({"notes": str(yrs.notes), "rows": yrs.rows.to_py()})
        return [*refusals, *look["refusals"], "documents differ:", *(json.dumps(one, sort_keys=True) for one in [here, *there])]
    finally:
        yrs.close()
        await node.ask("end", seed)


class Committee:
    def __init__(self, server, folder, number):
        self.name = f"factory-{number}"
        sample = json.loads(SAMPLE.read_text())
        sample["factory"]["id"] = self.name
        file = folder / "committee.json"
        file.write_text(json.dumps(sample))
        run("bipartite-server", "committee", "import", file, "--data", server.data)
        self.tokens = {member: self.token(server, member) for member in ("w1", "w2", "m1")}

    def token(self, server, member):
        answer = run(
            "bipartite-server", "token", "--committee", self.name, "--member", member, "--data", server.data, "--json")
        return json.loads(answer.stdout)["token"]


@pytest.fixture
def committees(tmp_path):
    """A server with as many committees as runs go on at once, and some."""
    server = Server(tmp_path / "data", options=["--metrics-listen", "127.0.0.1:0"])
    made = [Committee(server, tmp_path, number) for number in range(min(25, 3 + RUNS // 80))]
    server.start()
    yield server, made
    server.stop()


def test_honest_stock_programs_are_never_refused(committees):
    server, made = committees
    places = [(committee, document) for committee in made for document in DOCUMENTS]
    failed = {}

    async def worker(node, seeds, places):
        for seed in seeds:
            refusals = await one_run(node, server, *places[seed % len(places)], seed)
            if refusals:
                failed[seed] = refusals

    async def all_runs():
        node = await Node.start()
        # Each worker has documents of its own: runs in one follow each other.
        async with asyncio.TaskGroup() as group:
            for n in range(AT_ONCE):
                group.create_task(worker(node, range(SEED + n, SEED + RUNS, AT_ONCE), places[n::AT_ONCE]))
        await node.stop()

    asyncio.run(all_runs())
    assert not failed, dict(list(failed.items())[:3])
    numbers = scrape(server)[0]
    refused = {name: value for name, value in numbers.items() if value and name.startswith(
        ("bipartite_update_refusals_total", "bipartite_sockets_closed_total", "bipartite_drops_total",
         "bipartite_documents_denied_total", "bipartite_upgrades_refused_total"))}
    cuts = {name: value for name, value in numbers.items() if value and name.startswith("bipartite_cuts_total")}
    assert not refused, refused
    assert not any("foreign" in name or "forbidden" in name for name in cuts), cuts
    print(f"{RUNS} runs, {numbers['bipartite_updates_total']:.0f} updates, 0 refused; healed by a step2: {cuts or 0}")
    assert server.stop() == 0
    assert '"ok":true' in run("bipartite-server", "verify", "--data", server.data, "--json").stdout.replace(" ", "")
