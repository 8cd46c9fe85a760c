"""The PIN of a member's key: sealed on disk, five tries, keys of earlier versions."""

import base64
import json
import os
import pathlib
import signal
import subprocess
import urllib.request

from bipartite import COMMITTEE, PIN, PROGRAMS, ROOT, run, wait_for


def folder(member):
    return next(pathlib.Path(member.env["BIPARTITE_HOME"]).glob(f"*/{COMMITTEE}/*"))


def expire(member):
    """The next command must sign for a fresh token."""
    file = folder(member) / "identity.json"
    identity = json.loads(file.read_text())
    file.write_text(json.dumps({**identity, "expires": 1000}))


def as_with(member, pin):
    member.env["BIPARTITE_PIN"] = pin
    return member


def test_the_key_on_disk_is_sealed_and_says_what_sealed_it(member):
    key = json.loads((folder(member("w1")) / "key").read_text())
    kdf = key["kdf"]
    assert key["format"] == 3 and kdf["name"] == "scrypt" and kdf["rounds"] >= 1 << 14
    assert kdf["rounds"] * kdf["lanes"] >= 1 << 15, "no less work than the version before asked for"
    assert key["tries_left"] == 5 and len(base64.b64decode(key["sealed"])) == 12 + 32 + 16


def test_node_opens_the_key_as_the_page_says_and_the_form_before_still_opens_here(member):
    worker = member("w1")
    key = folder(worker) / "key"
    told = subprocess.run(
        ["node", ROOT / "Tests" / "Live" / "sealed-key.cjs"], capture_output=True, check=True, text=True,
        input=json.dumps({"key": json.loads(key.read_text()), "pin": PIN}))
    told = json.loads(told.stdout)
    assert len(told["opened"]) == 64
    key.write_text(json.dumps(told["before"]))
    expire(worker)
    assert "4 tries" in as_with(worker, "111222")("status", expect=77).stderr
    as_with(worker, PIN)("status")
    assert json.loads(key.read_text())["format"] == 2, "only a new PIN seals it anew"
    chosen = key.parent / "pin"
    chosen.write_text("704152\n")
    worker("pin", "--new-pin-file", chosen)
    assert json.loads(key.read_text())["format"] == 3
    expire(worker)
    as_with(worker, "704152")("status")


def test_a_key_that_asks_for_too_much_work_is_refused_and_costs_no_try(member):
    worker = member("w1")
    expire(worker)
    key = folder(worker) / "key"
    content = json.loads(key.read_text())
    for kdf in [{"rounds": 1 << 62}, {"rounds": 1 << 18}, {"lanes": 5}, {"lanes": 0}, {"block": 1 << 40}, {"rounds": 1000}]:
        key.write_text(json.dumps({**content, "kdf": {**content["kdf"], **kdf}}))
        assert "damaged" in worker("status", expect=78).stderr, kdf
    key.write_text(json.dumps(content))
    worker("status")


def test_a_pin_has_six_digits_or_more_and_is_not_the_first_one_tries(server, tmp_path):
    for number, pin in enumerate(["12345", "12345a", "111111", "654321"]):
        env = {"BIPARTITE_HOME": str(tmp_path / str(number)), "BIPARTITE_PIN": pin}
        code = server.invite("w1")
        said = run("bipartite", "join", f"{server.host}#{code}", env=env, expect=65).stderr
        assert "6 digits" in said or "tries" in said, pin
        # The code was not used up.
        run("bipartite", "join", f"{server.host}#{code}", env={**env, "BIPARTITE_PIN": PIN})


def test_without_a_pin_and_a_keyboard_a_script_is_told_how_to_give_one(server, tmp_path):
    env = {"BIPARTITE_HOME": str(tmp_path), "BIPARTITE_PIN": ""}
    done = run("bipartite", "join", f"{server.host}#{server.invite('w1')}", env=env, expect=78, input="")
    assert "--pin-file" in done.stderr and "BIPARTITE_PIN" in done.stderr


def test_five_wrong_pins_destroy_the_key(member):
    worker = member("w1")
    expire(worker)
    for left in ["4 tries", "3 tries", "2 tries", "1 try"]:
        assert f"{left} " in as_with(worker, "111222")("status", expect=77).stderr
    assert "new code" in worker("status", expect=78).stderr
    assert "sealed" not in (folder(worker) / "key").read_text()
    assert "new code" in as_with(worker, PIN)("status", expect=78).stderr


def test_the_right_pin_gives_all_tries_back(member):
    worker = member("w1")
    expire(worker)
    assert "4 tries" in as_with(worker, "111222")("status", expect=77).stderr
    as_with(worker, PIN)("status")
    assert json.loads((folder(worker) / "key").read_text())["tries_left"] == 5


def test_a_try_counts_before_it_is_made(member):
    worker = member("w1")
    expire(worker)
    key = folder(worker) / "key"
    content = json.loads(key.read_text())
    key.write_text(json.dumps({**content, "tries_left": 0}))
    assert "new code" in worker("status", expect=78).stderr


def test_whoever_ends_the_process_before_its_outcome_has_used_the_try(member):
    worker = member("w1")
    expire(worker)
    key = folder(worker) / "key"
    content = json.loads(key.read_text())
    # An outcome that is long in coming.
    key.write_text(json.dumps({**content, "kdf": {**content["kdf"], "rounds": 1 << 17}}))
    for left in (4, 3, 2):
        process = subprocess.Popen(
            [PROGRAMS / "bipartite", "status"], env={**os.environ, **worker.env, "BIPARTITE_PIN": "111222"},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        wait_for(lambda: json.loads(key.read_text())["tries_left"] == left, f"the disk counts the try, {left} left")
        process.kill()
        said = process.communicate()
        assert process.returncode == -signal.SIGKILL and said == (b"", b""), "no outcome was learnt"
    counted = json.loads(key.read_text())
    assert counted["tries_left"] == 2
    key.write_text(json.dumps({**counted, "kdf": content["kdf"]}))
    worker("status")
    assert json.loads(key.read_text())["tries_left"] == 5


def test_a_key_of_an_earlier_version_opens_the_room_and_is_sealed_by_choosing_a_pin(server, tmp_path):
    def openssl(*words, given=None):
        return subprocess.run(["openssl", *words], input=given, capture_output=True, check=True).stdout

    private = openssl("genpkey", "-algorithm", "ed25519", "-outform", "DER")
    public = openssl("pkey", "-inform", "DER", "-pubout", "-outform", "DER", given=private)[-32:]
    body = json.dumps({"code": server.invite("w1"), "public_key": base64.b64encode(public).decode()})
    ask = urllib.request.Request(f"http://{server.host}/v1/join", body.encode(), {"content-type": "application/json"})
    answer = json.loads(urllib.request.urlopen(ask).read())
    # As the version before kept it.
    mine = tmp_path / server.host / COMMITTEE / "w1"
    mine.mkdir(parents=True)
    (mine / "key").write_text(base64.b64encode(private[-32:]).decode())
    identity = {"format": 1, "host": server.host, **answer, "expires": 1000}
    (mine / "identity.json").write_text(json.dumps(identity))

    no_pin = {"BIPARTITE_HOME": str(tmp_path), "BIPARTITE_PIN": ""}
    assert "online" in run("bipartite", "status", "--json", env=no_pin).stdout
    assert (mine / "key").read_text() == base64.b64encode(private[-32:]).decode()
    assert "--pin-file" in run("bipartite", "sign", "plan", "p02", "--yes", env=no_pin, expect=78, input="").stderr
    chosen = tmp_path / "pin"
    chosen.write_text("704152\n")
    run("bipartite", "pin", "--new-pin-file", chosen, env=no_pin)
    assert "sealed" in json.loads((mine / "key").read_text())
    (mine / "identity.json").write_text(json.dumps(identity))
    assert "online" in run("bipartite", "status", "--json", env={**no_pin, "BIPARTITE_PIN": "704152"}).stdout
    # The file opens the room and the key: nothing is asked at a keyboard that is not there.
    signed = run("bipartite", "sign", "plan", "p02", "--yes", "--pin-file", chosen, env=no_pin, input="")
    assert "signed: p02" in signed.stdout
