"""Bad input gets one clear sentence and a non-zero exit, and changes nothing."""

import asyncio
import json
import os
import shutil
import sqlite3
import subprocess

import pytest
from bipartite import COMMITTEE, SAMPLE, Member, Server, run
from hocuspocus_client import Hocuspocus
from test_side_documents import upgrade


def refused(*words, says, env=None):
    done = run(*words, env=env, expect=None)
    said = done.stderr.strip()
    assert done.returncode != 0 and "Fatal error" not in said, said
    for word in says:
        assert word in said, f"{word!r} is not in {said!r}"
    return said


def test_a_wrong_token_is_refused_at_the_upgrade_and_by_denied(server):
    assert upgrade(server, "plan", "bpt_wrong")[0] == 401

    async def denied(document, token):
        client = await Hocuspocus.connect(server)
        answer = await client.authenticate(document, token)
        await client.socket.close()
        return answer

    assert asyncio.run(denied("plan", "bpt_wrong")) == (1, "token")
    token = server.token("m1")
    assert asyncio.run(denied("nothing-here", token)) == (1, "not-found")
    assert asyncio.run(denied("caucus-worker", token)) == (1, "not-found")


def test_a_mistake_in_a_committee_file_is_named_by_line_and_field(tmp_path):
    lines = SAMPLE.read_text().splitlines()
    number = next(index for index, line in enumerate(lines) if '"due": "2024-10-22"' in line)
    lines[number] = lines[number].replace("2024-10-22", "2024-13-22")
    (tmp_path / "wrong.json").write_text("\n".join(lines))
    refused("bipartite-server", "committee", "import", tmp_path / "wrong.json", "--data", tmp_path / "data",
            says=[f"wrong.json:{number + 1}", "plan.items[0].due", "2024-13-22"])
    run("bipartite-server", "committee", "import", SAMPLE, "--data", tmp_path / "data")
    refused("bipartite-server", "committee", "import", SAMPLE, "--data", tmp_path / "data", says=[COMMITTEE])


def test_codes_say_which_of_the_three_is_wrong(server, tmp_path):
    code = server.invite("w1")
    env = {"BIPARTITE_HOME": str(tmp_path / "home")}
    mistyped = ("2" if code[0] != "2" else "3") + code[1:]
    refused("bipartite", "join", f"{server.host}#{mistyped}", env=env, says=["mistyped"])
    run("bipartite", "join", f"{server.host}#{code}", env=env)
    refused("bipartite", "join", f"{server.host}#{code}", env=env, says=["used", "new code"])
    expired = server.invite("w2")
    accounts = sqlite3.connect(server.data / "accounts.sqlite", timeout=10)
    accounts.execute("UPDATE invitations SET expires = 1000 WHERE used IS NULL")
    accounts.commit()
    refused("bipartite", "join", f"{server.host}#{expired}", env=env, says=["expired", "new code"])


def test_a_folder_of_a_newer_format_is_refused(tmp_path):
    Server(tmp_path / "data").create()
    log = sqlite3.connect(tmp_path / "data" / "log.sqlite")
    log.execute("PRAGMA user_version = 99")
    log.close()
    refused("bipartite-server", "serve", "--data", tmp_path / "data", "--listen", "127.0.0.1:0", says=["99", "newer"])


def test_a_second_server_on_one_folder_is_refused(server):
    refused("bipartite-server", "serve", "--data", server.data, "--listen", "127.0.0.1:0", says=[str(server.data)])


def test_a_port_in_use_is_named(server, tmp_path):
    Server(tmp_path / "other").create()
    refused("bipartite-server", "serve", "--data", tmp_path / "other", "--listen", server.host, says=[str(server.port)])


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small file system needs root")
@pytest.mark.parametrize("fault", ["full", "read-only"])
def test_a_full_disk_or_a_read_only_folder_leaves_the_room_readable(tmp_path, fault):
    """The room refuses edits until it is mended, loses nothing acknowledged and is never half-written."""
    mount = tmp_path / "disk"
    mount.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", mount], capture_output=True).returncode:
        pytest.skip("this machine mounts no tmpfs")
    server = Server(mount / "data")
    server.log = tmp_path / "server.log"
    try:
        server.create()
        if fault == "read-only":
            subprocess.run(["mount", "-o", "remount,ro", mount], check=True)
            refused("bipartite-server", "serve", "--data", server.data, "--listen", "127.0.0.1:0",
                    says=[str(server.data)])
            return
        server.start()
        writer = Member(server, "w1", tmp_path / "home").join()
        assert writer.json("text", "insert", "plan/notes", "--at", "0", "kept. ")["saved"]
        filler = mount / "filler"
        with filler.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"x" * 4096)
                    file.flush()
            except OSError:
                pass
        writer("text", "insert", "plan/notes", "--at", "0", "y" * 100_000, "--wait", "2", expect=75)
        filler.unlink()
        run("bipartite", "text", "insert", "plan/notes", "--at", "0", "after. ", "--wait", "20", env=writer.env)
        text = writer.text("plan/notes")
        assert "kept. " in text and "after. " in text and "y" * 100_000 in text
    finally:
        server.stop()
        subprocess.run(["umount", "-l", mount])
    shutil.rmtree(mount, ignore_errors=True)


def test_every_command_has_help_and_unknown_ones_a_hint():
    for words in (["serve"], ["committee", "import"], ["invite"], ["token"], ["revoke"], ["verify"]):
        assert "--json" in run("bipartite-server", *words, "--help").stdout
    for words in (["join"], ["plan", "list"], ["plan", "set"], ["text", "insert"], ["text", "delete"], ["status"]):
        assert "--json" in run("bipartite", *words, "--help").stdout or words == ["join"]
    refused("bipartite", "plan", "lsit", says=["lsit"])


def test_a_mistake_in_a_configuration_is_named_by_its_line(tmp_path):
    file = tmp_path / "server.toml"
    file.write_text("[limits]\nframe_byte_max = 5\n")
    refused("bipartite-server", "serve", "--data", tmp_path / "data", "--config", file,
            says=["server.toml:2", "limits.frame_byte_max"])
    assert not (tmp_path / "data").exists()


def test_a_revoked_member_is_out_within_a_second(server):
    async def hears():
        client = await Hocuspocus.connect(server)
        assert (await client.authenticate("plan", server.token("w1")))[0] == 2
        run("bipartite-server", "revoke", "--committee", COMMITTEE, "--member", "w1", "--data", server.data)
        await asyncio.wait_for(client.socket.wait_closed(), 1.5)
        return client.socket.close_code

    assert asyncio.run(hears()) == 4401


def test_json_is_json(member):
    worker = member("w1")
    listed = worker.json("plan", "list")
    assert len(json.loads(json.dumps(listed))["rows"]) == 12
