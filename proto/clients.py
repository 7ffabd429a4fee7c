"""Makes from proto/http what other tools take, below a folder (build/contracts):

  <document>.yaml                one file, every reference inside it
  <document>.openapi-3.0.3.yaml  the same for generators that know nothing newer
  typescript/<service>.ts        the public operations as types, for openapi-fetch

`make contracts` runs it with the tools that deploy/local/install --tests brings.
"""
import os
import subprocess
import sys
from pathlib import Path

import yaml

from local_stack import tools
from openapi30 import document30

ROOT = Path(__file__).resolve().parents[1]
HTTP = ROOT / "proto" / "http"


class Writer(yaml.SafeDumper):
    """Without anchors."""

    def ignore_aliases(self, data):
        return True


class Reader(yaml.SafeLoader):
    """Instants stay the text they are on the wire."""


Reader.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()}


def tool(name, *arguments):
    packages = {"redocly": "@redocly/cli/bin/cli.js",
                "openapi-typescript": "openapi-typescript/bin/cli.js"}
    done = subprocess.run([tools.node()[0], tools.OPENAPI / "node_modules" / packages[name],
                           *map(str, arguments)], capture_output=True, text=True, check=False,
                          cwd=ROOT, env=os.environ | {"REDOCLY_TELEMETRY": "off",
                                                      "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"})
    if done.returncode != 0:
        sys.exit(f"error: {name}: {(done.stderr or done.stdout).strip()[-2000:]}")


def main():
    if not tools.openapi_whole():
        sys.exit("error: this needs what `deploy/local/install --tests` brings")
    out = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build" / "contracts").resolve()
    for path in sorted(HTTP.rglob("*.yaml")):
        name = path.relative_to(HTTP).with_suffix("")
        bundled = out / f"{name}.yaml"
        tool("redocly", "bundle", path, "--output", bundled)
        older = document30(yaml.load(bundled.read_text(encoding="utf-8"), Reader))
        (out / f"{name}.openapi-3.0.3.yaml").write_text(
            yaml.dump(older, Dumper=Writer, allow_unicode=True, sort_keys=False, width=100),
            encoding="utf-8")
        if path.parent == HTTP:
            tool("openapi-typescript", bundled, "--output", out / "typescript" / f"{name}.ts")
    print(out)


if __name__ == "__main__":
    main()
