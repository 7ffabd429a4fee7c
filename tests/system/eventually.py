"""The one place that waits: ask until it is so, with a deadline."""
import time

TIMEOUT = 30  # seconds until something that must happen is declared missing


def until(question, what, timeout=TIMEOUT):
    """Asks until the answer is truthy; the wait between two questions is short and bounded."""
    deadline = time.monotonic() + timeout
    while True:
        answer = question()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {timeout} s: {what}")
        time.sleep(0.02)  # poll interval, not a wait for something to be over


def latest(question, good, timeout, pause):
    """The last answer: the first that is good, or what it is at the deadline."""
    deadline = time.monotonic() + timeout
    while True:
        answer = question()
        if good(answer) or time.monotonic() > deadline:
            return answer
        time.sleep(pause)  # poll interval
