"""The member's own editor, under tmux: a real script stands in for it."""

import os
import pathlib
import signal

from bipartite import wait_for

SCRIPT = """#!/bin/sh
# The terminal is as any program finds it, and the keys are this program's.
stty -a < /dev/tty | grep -q ' icanon' && stty -a < /dev/tty | grep -q ' echo ' || exit 3
stat -c %a "$1" "$(dirname "$1")" > {home}/modes
[ -z "$BIPARTITE_PIN" ] || exit 4
echo "$1" > {home}/path
printf 'which word? '
read word < /dev/tty
sed -i "s/first/$word/" "$1"
: > "$1~"
"""


def writing(member, tmp_path, editor):
    worker = member("w1")
    worker.env["EDITOR"] = str(editor)
    worker("text", "insert", "plan/notes", "the first word")
    worker.open_screen()
    worker.sees("plan")
    worker.keys("j", "n", "e")
    worker.sees("^O editor")
    return worker


def test_the_editor_has_the_terminal_and_a_private_file_and_what_others_write_stays(member, tmp_path):
    script = tmp_path / "editor"
    script.write_text(SCRIPT.format(home=tmp_path))
    script.chmod(0o755)
    worker, manager = writing(member, tmp_path, script), member("m2")
    worker.keys("C-o")
    worker.sees("which word?")
    assert (tmp_path / "modes").read_text().split() == ["600", "700"]
    file = pathlib.Path((tmp_path / "path").read_text().strip())
    assert file.read_text() == "the first word\n"
    manager("text", "insert", "plan/notes", "--at", "0", "Meanwhile ")
    worker.type("second")
    # The terminal's own echo, not ours.
    worker.sees("which word? second")
    worker.keys("Enter")
    worker.sees("Meanwhile the second word")
    wait_for(lambda: not file.parent.exists(), "nothing of the file is left")
    wait_for(lambda: manager.text("plan/notes") == "Meanwhile the second word", "the other side has it")
    worker.type("!")
    worker.sees("Meanwhile the second word!")


def test_an_editor_that_is_missing_or_fails_gets_one_sentence(member, tmp_path):
    worker = writing(member, tmp_path, tmp_path / "nowhere")
    worker.keys("C-o")
    worker.sees("There is no editor")
    worker.sees("the first word")
    worker.type("s")
    worker.sees("the first words")
    worker.close_screen()
    worker.env["EDITOR"] = "false"
    worker.open_screen()
    worker.sees("plan")
    worker.keys("j", "n", "e", "C-o")
    worker.sees("The editor ended with an error. Nothing was changed.")
    worker.sees("the first words")
    assert worker.text("plan/notes") == "the first words"


def test_a_letter_in_another_encoding_costs_that_letter_alone(member, tmp_path):
    script = tmp_path / "editor"
    script.write_text("#!/bin/sh\nprintf 'the first caf\\351 here\\n' > \"$1\"\n")
    script.chmod(0o755)
    worker = writing(member, tmp_path, script)
    worker.keys("C-o")
    wait_for(lambda: worker.text("plan/notes") == "the first caf\ufffd here", "the rest of the text is there")


def test_a_signal_waits_until_the_text_is_home_and_its_file_is_gone(member, tmp_path):
    script = tmp_path / "editor"
    script.write_text(SCRIPT.format(home=tmp_path))
    script.chmod(0o755)
    worker = writing(member, tmp_path, script)
    worker.keys("C-o")
    worker.sees("which word?")
    file = pathlib.Path((tmp_path / "path").read_text().strip())
    os.kill(int(worker.pane("pane_pid")), signal.SIGTERM)
    worker.type("second")
    worker.sees("which word? second")
    assert file.exists()
    worker.keys("Enter")
    wait_for(lambda: not file.parent.exists(), "nothing of the file is left")
    wait_for(lambda: worker.pane("pane_dead") == "1", "the signal has its way")
    worker.close_screen()
    assert worker.text("plan/notes") == "the second word"
