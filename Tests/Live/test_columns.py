"""Columns hold in a real terminal, whatever it takes a cluster for."""

import os
import subprocess
import uuid

from bipartite import PROGRAMS, wait_for


def test_no_wrong_width_moves_anything_but_its_own_cluster(tmp_path):
    session, result = f"columns-{uuid.uuid4().hex[:8]}", tmp_path / "result"
    try:
        subprocess.run(
            ["tmux", "-L", session, "-f", "/dev/null", "new-session", "-d", "-s", "main", "-x", "80", "-y", "24",
             str(PROGRAMS / "bipartite-bench"), "columns", "--strings", "3000", "--output", str(result)],
            check=True, env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"},
        )
        wait_for(lambda: result.exists() and result.read_text().endswith("\n"), "all strings are drawn", 120)
    finally:
        subprocess.run(["tmux", "-L", session, "kill-server"], capture_output=True)
    assert result.read_text() == "3000 strings, 0 rows wrong\n"
