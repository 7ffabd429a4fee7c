"""The gateway on one machine: renders services/gateway and starts nginx on the result."""

import os
import re

from console import Failure
from layout import ROOT, digest, write_private
from supervision import Program

NAME = "gateway"
SOURCE = ROOT / "services" / "gateway"
PLACEHOLDER = re.compile(r"\$\{(GATEWAY_[A-Z_]+)\}")

# nginx workers outlive a killed master and keep its port; their group is the master's pid.
END_ORPHANS = """\
if [ -s gateway/nginx.pid ]; then
  read -r master <gateway/nginx.pid
  for entry in /proc/[0-9]*; do
    read -r _ name _ _ group _ 2>/dev/null <"$entry/stat" || continue
    [ "$name $group" = "(nginx) $master" ] && [ "$(readlink "$entry/cwd")" = "$(pwd -P)" ] &&
      kill -KILL "${entry#/proc/}"
  done
  rm -f gateway/nginx.pid
fi
"""


def defaults():
    """GATEWAY_... -> value, as services/gateway/defaults.env says."""
    values = {}
    for line in (SOURCE / "defaults.env").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            key, _, value = line.partition("=")
            values[key.strip()] = value.strip()
    return values


def values(layout):
    at = {name: f"127.0.0.1:{port}" for name, port in layout.ports.items()}
    return defaults() | {
        "GATEWAY_LISTEN": at["gateway"],
        "GATEWAY_EMPLOYEE": at["employee"],
        "GATEWAY_APPROVAL_REQUEST": at["approval-request"],
        "GATEWAY_APPROVAL_PROCESSING": at["approval-processing"],
        "GATEWAY_NOTIFICATION": at["notification"],
        "GATEWAY_NOTIFICATION_WS": at["notification-ws"],
    } | {key: value for key, value in os.environ.items() if key.startswith("GATEWAY_")}


def render(folder, filled):
    """Fills every template as the nginx image does; returns a digest of all of it."""
    whole = ""
    for template in sorted(SOURCE.glob("*.template")):
        text = template.read_text(encoding="utf-8")
        missing = sorted(set(PLACEHOLDER.findall(text)) - set(filled))
        if missing:
            raise Failure(f"{template.name} names {', '.join(missing)}, defaults.env does not")
        text = PLACEHOLDER.sub(lambda found: filled[found.group(1)], text)
        write_private(folder / template.stem, text)
        whole += text
    return digest(whole)


def program(layout):
    revision = render(layout.state / "gateway" / "conf", values(layout))
    # As root only the master stays root: workers need no file of ours.
    user = " user nobody nogroup;" if os.geteuid() == 0 else ""
    return Program(NAME,
                   ["/usr/sbin/nginx", "-p", "gateway/", "-e", "stderr",
                    "-c", "conf/nginx.conf", "-g", f"daemon off;{user}"],
                   environment={"TZ": "UTC"}, stop_signal="QUIT",
                   before=f"# configuration {revision}\n{END_ORPHANS}")
