"""kill -9 of the server in a loop while stock and own clients write: nothing acknowledged is lost, all converge.

After each kill a copy of the folder is asked by somebody who has nothing yet: the writers themselves would bring back
what the server had lost."""

import itertools
import os
import random
import shutil
import threading
import time

from bipartite import NodeClient, Server, copy_folder, run, wait_for
from yrs_client import YrsClient

CYCLES = int(os.environ.get("BIPARTITE_CYCLES", "4"))
SEED = int(os.environ.get("BIPARTITE_FROM", "0"))


class OwnWriter(threading.Thread):
    """Writes through the `bipartite` program; an exit code of 0 is the word that the edit is flushed."""

    def __init__(self, member, name):
        super().__init__(daemon=True)
        self.member, self.name_, self.acknowledged, self.queued, self.stopping = member, name, [], [], False

    def run(self):
        for number in itertools.count():
            if self.stopping:
                return
            marker = f"<{self.name_}{number}>"
            done = self.member("text", "insert", "plan/notes", "--at", "0", marker, "--wait", "5", expect=None)
            (self.acknowledged if done.returncode == 0 else self.queued).append(marker)


def write(clients, numbers, acknowledged, chance):
    """One burst of typing by every stock client."""
    for client in clients:
        marker = f"<{client.name}{next(numbers)}>"
        client.pending.append(marker)
        client.insert(chance.choice([0, -1]), marker)


def collect(clients, acknowledged):
    for client in clients:
        saved = [marker for marker in client.pending if client.is_saved(marker)]
        acknowledged.update(saved)
        client.pending = [marker for marker in client.pending if marker not in saved]


def text_on_copy(server, folder, token):
    """What the folder of a dead server holds."""
    copy_folder(server.data, folder)
    copy = Server(folder).start()
    reader = YrsClient(copy.socket("plan"), token)
    try:
        reader.wait_synced()
        return reader.text()
    finally:
        reader.close()
        copy.kill()
        shutil.rmtree(folder)


def test_nothing_acknowledged_is_lost_when_the_server_is_killed(server, member, tmp_path):
    chance, acknowledged, numbers = random.Random(SEED), set(), itertools.count()
    clients = [YrsClient(server.socket("plan"), server.token(name)) for name in ("w2", "m4")]
    token = clients[0].token
    for index, client in enumerate(clients):
        client.name, client.pending = "ab"[index], []
        client.wait_synced()
    node = NodeClient(server, "plan", server.token("m2"))
    own = OwnWriter(member("w1"), "own")
    own.start()
    try:
        for cycle in range(CYCLES):
            before = len(acknowledged)
            deadline = time.monotonic() + 30
            while len(acknowledged) < before + 10:
                assert time.monotonic() < deadline, f"cycle {cycle}: no edit is acknowledged (seed {SEED})"
                write(clients, numbers, acknowledged, chance)
                node.insert(0, f"<n{next(numbers)}>")
                time.sleep(chance.uniform(0.0, 0.05))
                collect(clients, acknowledged)
            write(clients, numbers, acknowledged, chance)
            server.kill()
            collect(clients, acknowledged)
            saved = [*sorted(acknowledged), *own.acknowledged]
            text = text_on_copy(server, tmp_path / "copy", token)
            assert [marker for marker in saved if text.count(marker) != 1] == [], f"cycle {cycle} (seed {SEED})"
            server.start()
        own.stopping = True
        own.join(timeout=60)
        # What the own client could not send waits on its disk; a last command delivers it.
        member_text = own.member.text("plan/notes")
        own.member("text", "insert", "plan/notes", "--at", "0", "<end>")

        def converged():
            collect(clients, acknowledged)
            texts = {client.text() for client in clients} | {node.text()}
            return len(texts) == 1 and all(not client.pending for client in clients) and "<end>" in texts.pop()

        wait_for(converged, "all clients converge after the last restart", 60)
        text = clients[0].text()
        assert own.member.text("plan/notes") == text
        lost = [marker for marker in [*sorted(acknowledged), *own.acknowledged, *own.queued] if text.count(marker) != 1]
        assert lost == [], f"lost or doubled (seed {SEED}): {lost}"
        assert len(member_text) > 0
        print(f"{CYCLES} kills, {len(acknowledged)} + {len(own.acknowledged)} acknowledged edits, 0 lost")
    finally:
        own.stopping = True
        node.close()
        for client in clients:
            client.close()
    assert server.stop() == 0
    assert '"ok":true' in run("bipartite-server", "verify", "--data", server.data, "--json").stdout.replace(" ", "")
