"""What a shell needs to know about the program: completions and a manual page, both made from the commands themselves."""

import json
import shutil
import subprocess

import pytest
from bipartite import PROGRAMS, run


def commands():
    """Paths of all commands, such as `plan due`."""
    found = []

    def walk(command, path):
        for one in command.get("subcommands") or []:
            if one.get("shouldDisplay", True) and one["commandName"] != "help":
                found.append(f"{path} {one['commandName']}")
                walk(one, found[-1])

    root = json.loads(run("bipartite", "--experimental-dump-help").stdout)["command"]
    walk(root, "bipartite")
    return found


def test_bash_completes_commands_and_options(tmp_path):
    script = tmp_path / "bipartite.bash"
    script.write_text(run("bipartite", "--generate-completion-script", "bash").stdout)
    asked = f"""
        source {script}
        complete -p bipartite >/dev/null || exit 3
        offer() {{
            COMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 )); COMP_LINE="$*"; COMP_POINT=${{#COMP_LINE}}; COMPREPLY=()
            "$(complete -p bipartite | sed 's/.*-F \\([^ ]*\\).*/\\1/')" "$1" "${{@: -1}}" "${{@: -2:1}}"
            echo "${{COMPREPLY[*]}}"
        }}
        offer bipartite pl
        offer bipartite plan du
        offer bipartite open --lang
    """
    shown = subprocess.run(
        ["bash", "-c", asked], capture_output=True, text=True, env={"PATH": f"{PROGRAMS}:/usr/bin:/bin"}, check=True)
    plan, due, language = shown.stdout.splitlines()
    assert "plan" in plan.split() and "due" in due.split() and "--language" in language.split()


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_the_other_shells_take_their_scripts(shell, tmp_path):
    script = tmp_path / f"bipartite.{shell}"
    script.write_text(run("bipartite", "--generate-completion-script", shell).stdout)
    assert "plan" in script.read_text() and "diagnosis" in script.read_text()
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not on this machine: its script was written and not run")
    subprocess.run([shell, "-n", str(script)], check=True)


def test_the_manual_page_has_every_command_and_is_good_roff(tmp_path):
    page = run("bipartite", "man").stdout
    assert page.startswith(".TH BIPARTITE 1")
    plain = page.replace("\\-", "-")
    missing = [path for path in commands() if f".SS {path}\n" not in plain]
    assert len(commands()) > 60 and missing == []
    assert "BIPARTITE_PIN" in plain and "Exit codes:" in plain
    # Nothing a person wrote begins a line as an instruction.
    known = (".TH", ".SH", ".SS", ".PP", ".TP", ".B ", ".nf", ".fi")
    assert [line for line in page.splitlines() if line.startswith((".", "'")) and not line.startswith(known)] == []
    if shutil.which("groff"):
        done = subprocess.run(["groff", "-man", "-Tascii", "-P-cbou", "-ww"], input=page, capture_output=True, text=True, check=True)
        assert done.stderr == "" and "SYNOPSIS" in done.stdout
