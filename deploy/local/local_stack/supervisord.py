"""supervisord with five changes; runs in the tools' own Python environment.

* A dead program is noticed and started again within 0.1 s instead of 1 to 2 s.
* The back-off of a crash loop (1 s, 2 s, 3 s, ...) ends at 30 s and is never given up.
* Programs write their log files themselves (a supervisor in between costs CPU per line, and its
  death would block them), so the files are rotated here.
* A descriptor that was closed and is now another one's is not polled for ever: half a core.
* Its socket may lie at any depth of the file system.
"""

import contextlib
import os
import select
import shutil
import sys
from pathlib import Path

from supervisor import events, poller, supervisord
from supervisor.process import Subprocess
from supervisor.states import ProcessStates

NOTICE_WITHIN_S = 0.1
LONGEST_BACKOFF_S = 30
LARGEST_LOG = 20 * 1024 * 1024
KEPT_LOGS = 3


def notice_sooner():
    wait = poller.Poller.poll

    def wait_briefly(self, timeout):
        return wait(self, min(timeout, NOTICE_WITHIN_S))

    poller.Poller.poll = wait_briefly


def forget_failed_descriptors():
    """The end of a pipe to a program that has ended reports an error and nothing to read; who
    still needs a descriptor registers it again in each round."""
    ignore = poller.PollPoller._ignore_invalid

    def ignore_failed(self, fd, eventmask):
        return ignore(self, fd, eventmask | (select.POLLNVAL if eventmask == select.POLLERR else 0))

    poller.PollPoller._ignore_invalid = ignore_failed


def cap_backoff():
    change = Subprocess.change_state

    def change_and_cap(self, new_state, expected=True):
        result = change(self, new_state, expected)
        if new_state == ProcessStates.BACKOFF and self.backoff > LONGEST_BACKOFF_S:
            self.delay -= self.backoff - LONGEST_BACKOFF_S
            self.backoff = LONGEST_BACKOFF_S
        return result

    Subprocess.change_state = change_and_cap


def rotate(path):
    """Copies, then truncates: the writer appends, so it goes on at the new end. What is written
    in the instant between the two is lost, which the size limit makes rare."""
    for number in range(KEPT_LOGS, 1, -1):
        with contextlib.suppress(FileNotFoundError):
            os.replace(f"{path}.{number - 1}", f"{path}.{number}")
    with open(path, "r+b") as current, open(f"{path}.1", "wb") as kept:
        shutil.copyfileobj(current, kept, 1024 * 1024)
        current.truncate(0)


def rotate_large(_event):
    for path in Path("log").glob("*.log"):
        try:
            if path.name != "supervisord.log" and path.stat().st_size > LARGEST_LOG:
                rotate(path)
        except OSError as error:
            print(f"could not rotate {path}: {error}", file=sys.stderr, flush=True)


class Supervisor(supervisord.Supervisor):
    def __init__(self, options):
        super().__init__(options)
        for server in options.server_configs:
            # Relative again: an absolute path may be longer than a socket's may be (107).
            server["file"] = os.path.relpath(server["file"])

    def runforever(self):
        events.subscribe(events.Tick5Event, rotate_large)
        super().runforever()

    def reap(self, once=False, recursionguard=0):
        super().reap(once, recursionguard)
        for group in self.process_groups.values():
            group.transition()


def main():
    notice_sooner()
    forget_failed_descriptors()
    cap_backoff()
    supervisord.Supervisor = Supervisor
    supervisord.main()


if __name__ == "__main__":
    main()
