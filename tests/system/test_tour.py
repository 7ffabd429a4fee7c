"""The commands of README.md and docs/tour.md, as they are copied and pasted, on the test stack."""
import json
import os
import re
import shutil
import subprocess
import venv
from pathlib import Path

import pytest

from system.eventually import until

SOURCE = Path(os.environ["ERP_SOURCE_DIR"])
# Other programs: they start or follow a system.
NOT_HERE = ("make up", "make watch")


def blocks(document, heading):
    """The shell blocks below a heading, up to the next one of its level."""
    text = (SOURCE / document).read_text(encoding="utf-8")
    part = text[text.index(f"{heading}\n"):]
    part = re.split(rf"^{heading.split()[0]} ", part[len(heading):], maxsplit=1, flags=re.MULTILINE)[0]
    found = re.findall(r"```sh\n(.*?)```", part, re.DOTALL)
    return [block for block in found if not block.startswith(NOT_HERE)]


def run(script):
    """As a person's shell does it, but an answer above 399 is a failure."""
    state = os.environ["STACK_STATE"]
    assert "deploy/local/stack env" in script
    script = script.replace("deploy/local/stack env", f"deploy/local/stack env --state {state}")
    script = script.replace("make -s token user=", f"deploy/local/stack token --state {state} ")
    return subprocess.run(
        ["bash", "-c", "set -eo pipefail; curl() { command curl --fail-with-body \"$@\"; }\n"
         + script], capture_output=True, text=True, check=False, cwd=SOURCE, timeout=120)


def three_people(api):
    for person in (1, 2, 3):  # of a seeded system; here the first that tests hired
        if api.get(f"/employees/{person}").status_code == 404:
            assert api.hire() == person


def test_the_walk_of_the_readme_works_as_it_is_copied_and_pasted(api):
    three_people(api)
    assert len(blocks("README.md", "## One approval with curl")) == 1
    done = run(*blocks("README.md", "## One approval with curl"))
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    queue, second, last, document, inbox = map(json.loads, done.stdout.splitlines())
    number = document["requestId"]
    assert isinstance(queue, list) and isinstance(inbox, list)
    assert [(one["requestId"], one["status"], one["step"]) for one in (second, last)] == \
        [(number, "approved", 1), (number, "approved", 2)]
    assert document["finalStatus"] == "approved"
    until(lambda: (number, "approved") in [
        (notice["approvalId"], notice["status"])
        for notice in api.get("/notifications/recent/3").json()], "the drafter is notified")


def test_the_tour_works_as_it_is_copied_and_pasted(api):
    three_people(api)
    known = {p: api.get(f"/employees/{p}").json() for p in (1, 2, 3)}
    assert all(person["active"] for person in known.values())
    newest = api.get("/employees?limit=1").json()[0]
    before = api.get("/employees/3/leave-balance").json()["remainingLeave"]
    scripts = blocks("docs/tour.md", "# A tour with curl")
    assert len(scripts) == 5
    done = run("\n".join(scripts))
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    # It shows who is who: 200 people, the newest first.
    assert f"{newest['id']} {newest['name']} {newest['department']}" in done.stdout

    def ended():
        leave, purchase = api.get("/approvals?requesterId=3&limit=2").json()
        return (leave["finalStatus"], purchase["finalStatus"]) == ("recalled", "approved")
    until(ended, "the two documents of the tour at their ends")
    until(lambda: api.get("/employees/3/leave-balance").json()["remainingLeave"] == before,
          "the leave is given back")
    assert '"status":"CLAIMED"' in done.stdout, "the quest of the tour has earned its reward"
    assert "사번,이름,부서" in done.stdout, "a month of attendance, as a table"
    assert "설날" in done.stdout, "why a day takes no leave"


@pytest.mark.parametrize("installed", [False, True], ids=["nothing", "what make up installs"])
def test_the_checker_says_what_to_install(tmp_path, installed):
    tree = tmp_path / "tests"
    tree.mkdir()
    for name in ("check", "tools_python.py"):
        shutil.copy(SOURCE / "tests" / name, tree / name)
    (tree / "checker").symlink_to(SOURCE / "tests" / "checker")
    if installed:  # a Python that has none of its packages
        venv.create(tmp_path / ".local" / "tools" / "venv", symlinks=True)
    done = subprocess.run([tree / "check", "--state", tmp_path], capture_output=True, text=True,
                          check=False)
    assert done.returncode == 2
    assert "deploy/local/install --tests" in done.stderr and len(done.stderr.splitlines()) == 1
