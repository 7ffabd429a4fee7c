"""bench/results/<date>.json: every session that was worth keeping."""

import datetime
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "bench" / "results"


def _commit():
    known = subprocess.run(["git", "-C", ROOT, "describe", "--always", "--dirty"],
                           capture_output=True, text=True, check=False)
    return known.stdout.strip() or "unknown"


def save(note, machine, **parts):
    """Adds this session to the file of the day. `parts`: "runs", "starts", "recoveries" or
    "refusals"."""
    now = datetime.datetime.now(datetime.UTC)
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{now:%Y-%m-%d}.json"
    sessions = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    program = Path(sys.argv[0]).name
    sessions.append({"time": f"{now:%Y-%m-%dT%H:%M:%SZ}", "commit": _commit(), "note": note,
                     "command": " ".join([f"bench/{program}", *sys.argv[1:]]),
                     "machine": machine, **parts})
    path.write_text(json.dumps(sessions, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"\nsaved in {path.relative_to(ROOT)}")
