"""Whatever the contracts allow and whatever they do not, sent by Schemathesis: every answer is one that
they describe. The last file of this folder, as it changes what the others look at."""
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rights.world import ADMIN, EXPIRED

CONTRACTS = Path(os.environ["ERP_SOURCE_DIR"]) / "proto" / "http"
SERVICES = ("employee", "approval-request", "approval-processing", "notification")
# ignored_auth: what was answered with a token is asked for once more without one, and with a wrong one.
# Not that whatever fits a schema is taken: who may approve whose document is no matter of schemas. Nor
# how methods that a path does not have are refused: a body where there can be none is malformed before.
CHECKS = ("not_a_server_error", "status_code_conformance", "content_type_conformance",
          "response_schema_conformance", "response_headers_conformance", "negative_data_rejection",
          "ignored_auth")
# Text that is not CSV is read as one column with a name that nobody knows, and the dry run says so.
TAKES_ANY_TEXT = "POST /employees/import"
# With it an answer has only what was asked for, and contracts/answers.py judges that.
PART_OF_AN_ANSWER = re.compile(r"^        - \$ref: '#/components/parameters/Fields'\n", re.MULTILINE)
# Not its phase "coverage", which ends with errors of its own on some of our schemas (4.32.5).
LIMIT_S = 240


@pytest.fixture(scope="module")
def contracts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("contracts") / "http"
    shutil.copytree(CONTRACTS, folder)
    path = folder / "approval-request.yaml"
    text, removed = PART_OF_AN_ANSWER.subn("", path.read_text(encoding="utf-8"))
    assert removed
    path.write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("identity", [EXPIRED, ADMIN])
@pytest.mark.parametrize("service", SERVICES)
def test_every_answer_is_one_that_the_contract_describes(world, contracts, tmp_path, service, identity):
    ended = subprocess.run(
        [Path(sys.prefix) / "bin" / "schemathesis", "run", contracts / f"{service}.yaml",
         "--url", world.stack.env["GATEWAY_URL"] + "/api", "--phases", "examples,fuzzing",
         "--max-examples", "5" if identity == ADMIN else "1", "--seed", "1",
         "--generation-deterministic", "--workers", "2",
         "--checks", ",".join(CHECKS), "--exclude-name", TAKES_ANY_TEXT,
         "--header", f"Authorization: Bearer {world.tokens[identity]}"],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=LIMIT_S)
    # Its warnings print parts of its own source.
    said = "\n".join(line for line in ended.stdout.splitlines() if len(line) < 500)
    assert ended.returncode == 0, said[-6000:]
    assert re.search(r"(\d+) generated", said), said[-2000:]
