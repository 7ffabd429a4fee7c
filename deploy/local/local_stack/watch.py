"""Prints one person's notifications as they arrive, until Ctrl-C. Runs in the tools' Python.

usage: python -m local_stack.watch GATEWAY_PORT STATE PERSON
"""

import json
import math
import sys

import websocket

from local_stack.console import Failure
from local_stack.layout import ca_of
from local_stack.tokens import of_state
from local_stack.walk import Frames, WalkFailed


def watch(port, state, person):
    frames = Frames(port, person, of_state(state, port).of(person), ca_of(state))
    print(f"watching the notifications of person {person}; Ctrl-C ends", flush=True)
    while True:
        command, headers, body = frames.receive(math.inf)
        if command == "MESSAGE":
            trace = headers.get("traceparent", "")
            print(json.dumps(json.loads(body), ensure_ascii=False), trace, flush=True)
        elif command == "ERROR":
            raise WalkFailed(body or headers.get("message", "the server ended the session"))


def main():
    try:
        watch(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
    except KeyboardInterrupt:
        return 0
    except (IndexError, ValueError):
        print("usage: make watch user=3", file=sys.stderr)
        return 2
    except (WalkFailed, Failure, OSError, websocket.WebSocketException) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
