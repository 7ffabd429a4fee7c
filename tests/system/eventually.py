"""The one way to wait: ask until it is so, with a deadline."""
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
