"""The one way to wait: ask until it is so, with a deadline."""
import time

PATIENCE = 30  # seconds until something that must happen is declared missing


def until(question, what, patience=PATIENCE):
    """Asks until the answer is truthy; the wait between two questions is short and bounded."""
    deadline = time.monotonic() + patience
    while True:
        answer = question()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {patience} s: {what}")
        time.sleep(0.02)  # poll interval, not a wait for something to be over
