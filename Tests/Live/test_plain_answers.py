"""What commands answer where something is mistaken, fits several, or is done already."""

import json
import os
import pty
import select
import subprocess
import time

from bipartite import PIN, PROGRAMS, run


class Terminal:
    """A program in a terminal of its own, that answers when it is asked."""

    def __init__(self, *words, env):
        self.master, slave = pty.openpty()
        own = {key: value for key, value in os.environ.items() if key != "BIPARTITE_PIN"}
        self.process = subprocess.Popen(
            [str(PROGRAMS / words[0]), *map(str, words[1:])], stdin=slave, stdout=slave, stderr=slave, close_fds=True,
            env={**own, **env})
        os.close(slave)
        self.said = ""

    def answer(self, question, typed):
        """Waits until the question has been asked since the last answer, then types."""
        end = time.monotonic() + 20
        while question not in self.said:
            assert time.monotonic() < end, f"{question!r} was not asked: {self.said!r}"
            if select.select([self.master], [], [], 0.2)[0]:
                try:
                    self.said += os.read(self.master, 4096).decode(errors="replace")
                except OSError:
                    break
        assert question in self.said, self.said
        self.said = self.said.split(question, 1)[1]
        os.write(self.master, typed.encode())

    def code(self):
        code = self.process.wait(timeout=20)
        while select.select([self.master], [], [], 0.2)[0]:
            try:
                self.said += os.read(self.master, 4096).decode(errors="replace")
            except OSError:
                break
        os.close(self.master)
        return code


def test_revoke_takes_back_every_copy_and_says_so_of_each(member):
    w1, m1, a1 = member("w1"), member("m1"), member("adv1")
    draft = w1.json("caucus", "write", "--title", "Before", "Ask for two fans.")["row"]
    w1("caucus", "release", draft, "advisor")
    w1("caucus", "write", "--draft", draft, "Ask for three.")
    w1("caucus", "release", draft, "advisor")
    w1("caucus", "release", draft, "committee")
    said = w1("caucus", "revoke", draft, "advisor").stdout
    assert said.count("advisor") == 2 and "1 more to close" in said
    assert "Ask for" in m1("caucus", "released").stdout
    assert w1("caucus", "revoke", draft).stdout.count("committee") == 1
    for reader in (m1, a1):
        assert reader("caucus", "released").stdout == "nothing is released to you\n"
    assert "No copy" in w1("caucus", "revoke", draft, expect=65).stderr


def test_numbers_are_set_where_a_number_is_asked_for_and_text_elsewhere(member):
    w1 = member("w1")
    w1("plan", "set", "p02", "indicator.current", "5")
    w1("plan", "set", "p02", "indicator.unit", "5")
    fields = {one["name"]: one["value"] for one in w1.json("plan", "show", "p02")["row"]["fields"]}
    assert fields["indicator.current"] == 5 and fields["indicator.unit"] == "5"
    refused = w1("plan", "set", "p02", "indicator.current", "five", "--json", expect=65)
    answer = json.loads(refused.stdout)
    assert answer["saved"] is False and "must be a number" in answer["refusal"]["message"]
    assert "plan due ITEM DAY" in w1("plan", "set", "p02", "due", "2024-12-20", expect=77).stderr


def test_a_name_that_fits_several_is_answered_with_their_ids(member):
    w1, m1 = member("w1"), member("m1")
    raised = w1("issues", "raise", "Not for all.", "--label", "worker_side").stdout.split()[-1]
    listed = {one["id"]: one for one in w1.json("issues", "log")["matters"]}
    assert listed[raised]["ref"].startswith("iw-")
    ref = listed[raised]["ref"]
    assert "Not for all." in w1("issues", "show", ref).stdout
    assert w1("comments", "add", f"issues-worker/{ref}", "Seen.").returncode == 0
    assert "no matter" in w1("issues", "show", f"issues/{ref}", expect=65).stderr
    # Two who add at the same moment may both draw one name.
    rows = [one.json("minutes", "add", "kind=ordinary")["row"] for one in (w1, m1)]
    for row in rows:
        w1("minutes", "set", row, "ref", "mt9")
    refused = w1("minutes", "show", "mt9", expect=65).stderr
    assert "fits 2 rows" in refused and all(row[:8] in refused for row in rows)
    w1("minutes", "show", rows[0][:8])
    assert "write plan/p02" in w1("comments", "add", "p02", "There?", expect=65).stderr


def test_exit_codes_tell_a_wrong_value_from_what_is_not_allowed_and_from_what_is_done(member):
    w1, m1 = member("w1"), member("m1")
    w1("diagnosis", "rate", "d01", "bad", expect=65)
    w1("issues", "raise", "Words.", "--severity", "huge", expect=65)
    refused = w1("plan", "due", "p02", "soon", "--json", expect=65)
    assert json.loads(refused.stdout)["refusal"]["code"] == "value_invalid"
    w1("diagnosis", "rate", "d01", "serious")
    assert "stands so already" in w1("diagnosis", "rate", "d01", "serious").stdout
    w1("roster", "leave", "m2", expect=77)
    asked = w1("issues", "raise", "The exit is locked.", "--zero-tolerance", "imminent_danger", expect=65)
    assert "--label restricted" in asked.stderr
    # What begins as a case needs no label.
    w1("issues", "raise", "A child works here.", "--zero-tolerance", "child_labour")
    w1("issues", "raise", "The exit is locked.", "--zero-tolerance", "imminent_danger", "--label", "restricted")


def test_what_is_no_command_no_language_and_no_count_is_said(member, tmp_path):
    w1 = member("w1")
    assert "There is no command frobnicate" in w1("frobnicate", expect=64).stderr
    assert w1("--version").stdout.strip()
    assert "There are no slips in xx" in w1("slips", "--language", "xx", expect=64).stderr
    assert "no headings in xx" in w1("issues", "sheet", "--language", "xx").stderr
    assert "<html" in w1.json("issues", "sheet")["html"]
    w1("watch", "plan", "--count", "0", expect=64)
    assert "nothing is in force yet" in w1("plan", "diff").stdout
    assert "nothing in force yet" in w1("portfolio").stdout


def test_a_request_for_signatures_is_seen(member):
    w1, m2 = member("w1"), member("m2")
    m2("signoff", "request", "plan", "p11")
    line = next(one for one in w1("signoff", "status").stdout.split("\n") if one.startswith("p11"))
    assert "the management side asks for signatures" in line


def test_a_short_pin_and_two_that_differ_are_asked_for_again(server, tmp_path):
    env = {"BIPARTITE_HOME": str(tmp_path)}
    joining = Terminal("bipartite", "join", f"{server.host}#{server.invite('w1')}", env=env)
    joining.answer("Choose a PIN", "123\n")
    joining.answer("Choose a PIN", f"{PIN}\n")
    joining.answer("same PIN again", "482914\n")
    joining.answer("Choose a PIN", f"9\x7f{PIN}\n")
    joining.answer("same PIN again", f"{PIN}\n")
    assert joining.code() == 0 and "Welcome" in joining.said
    run("bipartite", "status", env=env)


def test_ctrl_c_ends_a_question_for_the_pin(server, tmp_path):
    env = {"BIPARTITE_HOME": str(tmp_path)}
    code = server.invite("w1")
    joining = Terminal("bipartite", "join", f"{server.host}#{code}", env=env)
    joining.answer("Choose a PIN", "12\x1a\x03")
    assert joining.code() == 130
    # The code was not used up.
    run("bipartite", "join", f"{server.host}#{code}", env=env)
    asked = Terminal("bipartite", "status", env=env)
    asked.answer("PIN of w1", "abc\n")
    asked.answer("PIN of w1", "\x03")
    assert asked.code() == 130
