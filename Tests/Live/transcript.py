"""Conversations of members with one room, as a text file anyone can review."""

import os
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Transcript:
    """What members typed and were told. Stable: ids and digests are counted, today's date is `today`."""

    def __init__(self, name):
        self.file = ROOT / "docs" / "transcripts" / f"{name}.txt"
        self.lines = []
        self.names = {}

    def heading(self, text):
        self.lines += ["", f"# {text}", ""]

    def ask(self, member, *words, expect=0, input=None):
        """Runs a command of a member and writes down both sides of the conversation."""
        done = member(*words, expect=expect, input=input)
        typed = " ".join(f'"{word}"' if " " in word else str(word) for word in map(self.place, map(str, words)))
        typed = self.stable(typed)
        self.lines.append(f"{member.member}> bipartite {typed}")
        said = (done.stdout + done.stderr).rstrip("\n")
        self.lines += [("   " + line).rstrip() for line in self.stable(said).split("\n")] if said else []
        if done.returncode:
            self.lines.append(f"   (exit {done.returncode})")
        return done

    def place(self, word):
        return pathlib.Path(word).name if word.startswith("/") else word

    def stable(self, text):
        def counted(kind):
            def name(found):
                key = found.group(0)
                number = sum(1 for other in self.names.values() if other.startswith(kind)) + 1
                return self.names.setdefault(key, f"{kind}-{number}")
            return name

        text = re.sub(r"/[^ \"]*/([^/ \"]+\.(?:json|html))", r"\1", text)
        # How many entries a conversation makes depends on who was quick: typing is recorded once it rests.
        text = re.sub(r"\b\d+ (?=[0-9a-f]{64}\b)", "N ", text)
        text = re.sub(r"\b[0-9a-f]{64}\b", counted("digest"), text)
        text = re.sub(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", counted("id"), text)
        # The beginning of an id is the id.
        for key in [key for key in self.names if re.fullmatch(r"[0-9a-f-]{36}", key)]:
            text = re.sub(rf"\b{key[:8]}\b(?!-)", self.names[key], text)
        text = re.sub(r"(?<=[ \"])[A-Za-z0-9+/]{43}=", counted("key"), text)
        # The room says whose change it was once the field has been quiet; the test asks for it by itself.
        text = re.sub(r",? \(?changed by (?:worker|management)\)?", "", text)
        return re.sub(r"\b20(?:2[6-9]|[3-9]\d)-\d\d-\d\d\b", "today", text)

    def check(self):
        """Compares with the file; with REWRITE=1 writes it."""
        text = "\n".join(self.lines).lstrip("\n") + "\n"
        if os.environ.get("REWRITE") == "1":
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self.file.write_text(text)
            return
        assert text == self.file.read_text(), f"{self.file} differs; read it, then REWRITE=1"
