"""The folder that `scripts/bench restart` fills, by the page of the log alone, is one the server finds whole."""

import json
import sys

from bipartite import PROGRAMS, ROOT, SAMPLE, run

sys.path.insert(0, str(ROOT / "Tests" / "Benchmarks"))
from fill_folder import fill  # noqa: E402


def test_a_folder_written_by_the_page_is_whole(tmp_path):
    fill(tmp_path / "data", 3, 12, PROGRAMS / "bipartite-server", SAMPLE)
    found = json.loads(run("bipartite-server", "verify", "--data", tmp_path / "data", "--json").stdout)
    filled = [committee for committee in found["committees"] if committee["committee"].startswith("room-")]
    assert found["ok"] and [committee["entries"] for committee in filled] == [12] * 3
