"""proto/http as other tools take it: the linter, 3.0.3 for older generators, a TypeScript client."""
import json
import os
import re
import shutil
import subprocess

import pytest
import yaml

from contracts import documents
from local_stack import tools

PUBLIC = [path for path in documents.every() if path.parent == documents.HTTP]


def name_of(path):
    return str(path.relative_to(documents.HTTP))


def node(package, *arguments):
    assert tools.openapi_whole(), "deploy/local/install --tests brings what this needs"
    return subprocess.run(
        [tools.node()[0], tools.OPENAPI / "node_modules" / package, *map(str, arguments)],
        capture_output=True, text=True, check=False, cwd=documents.SOURCE,
        env=os.environ | {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"})


def lint(*paths, options=()):
    """(errors, warnings, what they are) by the rules that Redocly recommends."""
    done = node("@redocly/cli/bin/cli.js", "lint", "--extends", "recommended", "--format", "json",
                "--skip-rule", "operation-2xx-response", *options, *paths)
    assert done.stdout.strip().startswith("{"), done.stderr
    errors, warnings, problems, text = 0, 0, [], done.stdout.strip()
    while text:  # one object for each document
        found, end = json.JSONDecoder().raw_decode(text)
        text = text[end:].strip()
        errors += found["totals"]["errors"]
        warnings += found["totals"]["warnings"]
        problems += [f"{problem['ruleId']}: {problem['message']} ({problem['location'][0]})"
                     for problem in found["problems"]]
    return errors, warnings, problems


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    out = tmp_path_factory.mktemp("contracts")
    done = subprocess.run([documents.SOURCE / "proto" / "generate", out], capture_output=True,
                          text=True, check=False)
    assert done.returncode == 0, done.stderr
    return out


def test_the_linter_finds_no_error_and_no_warning():
    errors, warnings, problems = lint(*documents.every())
    assert (errors, warnings) == (0, 0), "\n".join(problems)
    assert not (documents.SOURCE / ".redocly.lint-ignore.yaml").exists()


def test_every_operation_says_how_it_succeeds():
    # With 2xx, or as a form of the issuer's page: 303 back to the application.
    for path in documents.every():
        for route, item in documents.load(path)["paths"].items():
            for method in item.keys() & set(documents.METHODS):
                assert any(re.fullmatch("2..|303", str(code)) for code in item[method]["responses"]), \
                    f"{method} {route}"


# What an operation may lack -> the rule that finds it.
LEFT_OUT = {r"security:\n  - bearer: \[\]\n": "security-defined",
            r"      operationId: \w+\n": "operation-operationId",
            r"      summary: .+\n": "operation-summary"}


def test_the_linter_would_find_what_an_operation_lacks(tmp_path):
    text = PUBLIC[0].read_text(encoding="utf-8")
    for left_out, rule in LEFT_OUT.items():
        worse = re.sub(left_out, "", text, count=1)
        assert worse != text, rule
        (tmp_path / f"{rule}.yaml").write_text(worse, encoding="utf-8")
    _, _, problems = lint(*sorted(tmp_path.iterdir()))
    for rule in LEFT_OUT.values():
        assert any(rule in problem for problem in problems), "\n".join(problems)


def test_the_older_spelling_is_valid_and_loses_no_operation(generated):
    from openapi_spec_validator import OpenAPIV30SpecValidator
    for path in documents.every():
        older = generated / path.relative_to(documents.HTTP).with_suffix(".openapi-3.0.3.yaml")
        document = yaml.safe_load(older.read_text(encoding="utf-8"))
        assert document["openapi"] == "3.0.3"
        faults = [f"{name_of(path)} {list(error.path)}: {error.message[:300]}"
                  for error in OpenAPIV30SpecValidator(document).iter_errors()]
        assert not faults, "\n".join(faults)
        assert [(route, method) for route, item in document["paths"].items() for method in item] \
            == [(route, method) for route, item in documents.load(path)["paths"].items()
                for method in item]


def test_the_older_spelling_passes_the_linter_too(generated):
    # 3.0 can name a licence by an address only, and what may be null is written out in its place.
    errors, warnings, problems = lint(
        *sorted(generated.rglob("*.openapi-3.0.3.yaml")),
        options=["--skip-rule", "info-license-strict", "--skip-rule", "no-unused-components"])
    assert (errors, warnings) == (0, 0), "\n".join(problems)


def test_a_typescript_client_compiles_and_refuses_what_the_contract_refuses(generated):
    folder = generated / "typescript"
    assert {path.stem for path in folder.glob("*.ts")} >= {path.stem for path in PUBLIC}
    shutil.copy(documents.SOURCE / "tests" / "contracts" / "client.ts", folder / "client.ts")
    (folder / "node_modules").symlink_to(tools.OPENAPI / "node_modules")
    done = node("typescript/bin/tsc", "--noEmit", "--strict", "--target", "ES2022", "--module",
                "ESNext", "--moduleResolution", "bundler", "--lib", "ES2022,DOM",
                folder / "client.ts")
    assert done.returncode == 0, done.stdout
