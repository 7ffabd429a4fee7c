"""The one way to wait: ask until it is so, with a deadline."""
import time


def until(question, what, patience=20):
    deadline = time.monotonic() + patience
    while True:
        answer = question()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"not within {patience} s: {what}"
        time.sleep(0.02)  # poll interval
