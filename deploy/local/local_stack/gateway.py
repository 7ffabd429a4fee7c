"""The gateway on one machine: renders services/gateway, starts nginx on the result, lets a
running one read another number of replicas."""

import os
import re
import signal
import subprocess

from local_stack import certificates, ports, probes, processes
from local_stack.console import Failure
from local_stack.layout import ROOT, digest, write_private
from local_stack.manifests import MANIFESTS
from local_stack.supervision import Program

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


def values(layout, replicas):
    """What fills the templates when `replicas` of each daemon serve."""
    at = {name: f"127.0.0.1:{port}"
          for name, port in ports.table(layout.offset, replicas).items()}

    def every(daemon, suffix=""):
        return [at[ports.replica_name(daemon, number) + suffix]
                for number in range(1, replicas + 1)]

    return defaults() | {
        "GATEWAY_LISTEN": at["gateway"],
        **_tls(layout),
        **{f"GATEWAY_{manifest.variable}{suffix.upper().replace('-', '_')}":
               every(manifest.name, suffix)
           for manifest in MANIFESTS for suffix in ("", "-ws")
           if manifest.name + suffix in manifest.listeners},
        "GATEWAY_ALLOWED_ORIGINS": os.environ.get("ALLOWED_ORIGINS", ""),
    } | {key: value for key, value in os.environ.items() if key.startswith("GATEWAY_")}


def _tls(layout):
    if not layout.ca:
        return {}
    return {"GATEWAY_PROTOCOL": "ssl", "GATEWAY_TRANSPORT": "tls.conf",
            "GATEWAY_CERTIFICATE": str(certificates.certificate(layout, NAME)),
            "GATEWAY_CERTIFICATE_KEY": str(certificates.key(layout, NAME)),
            "GATEWAY_HSTS": "max-age=31536000"}


def render(folder, filled):
    """Fills every template as the nginx image does, and repeats a line for each element of a
    value that is a list; returns a digest of all of it."""
    whole = ""
    for template in sorted(SOURCE.glob("*.template")):
        text = template.read_text(encoding="utf-8")
        missing = sorted(set(PLACEHOLDER.findall(text)) - set(filled))
        if missing:
            raise Failure(f"{template.name} names {', '.join(missing)}, defaults.env does not")
        text = "\n".join(one for line in text.split("\n") for one in _filled(line, filled))
        write_private(folder / template.stem, text)
        whole += text
    return digest(whole)


def _filled(line, filled):
    lists = [name for name in PLACEHOLDER.findall(line) if isinstance(filled[name], list)]
    for choice in filled[lists[0]] if lists else [None]:
        chosen = filled | {lists[0]: choice} if lists else filled
        yield PLACEHOLDER.sub(lambda found, chosen=chosen: chosen[found.group(1)], line)


def configure(layout, replicas, master=None):
    """Writes the configuration; the nginx with the pid `master`, if any, goes over to it without
    dropping a request. Returns True when that nginx had another one."""
    folder = layout.state / "gateway"
    read = folder / "configuration"  # digest of what nginx has read
    revision = render(folder / "conf", values(layout, replicas))
    changed = not read.exists() or read.read_text(encoding="ascii") != revision
    if master and changed:
        _reload(folder, master)
    write_private(read, revision)
    return changed


def _reload(folder, master):
    tested = subprocess.run(["/usr/sbin/nginx", "-t", "-q", "-p", f"{folder}/", "-e", "stderr",
                             "-c", "conf/nginx.conf"],
                            capture_output=True, text=True, check=False)
    if tested.returncode != 0:
        raise Failure(f"the gateway's new configuration: {tested.stderr.strip()}")
    before = set(processes.children(master))
    os.kill(master, signal.SIGHUP)
    probes.wait_until(lambda: set(processes.children(master)) - before, 10,
                      "the gateway did not take its new configuration")


def program(layout):
    # As root only the master stays root: workers need no file of ours.
    user = " user nobody nogroup;" if os.geteuid() == 0 else ""
    return Program(NAME,
                   ["/usr/sbin/nginx", "-p", "gateway/", "-e", "stderr",
                    "-c", "conf/nginx.conf", "-g", f"daemon off;{user}"],
                   environment={"TZ": "UTC"}, stop_signal="QUIT",
                   before=END_ORPHANS + (
                       f"# reads {certificates.revision(layout, NAME)}\n" if layout.ca else ""))
