"""Questions that go out on time: each at the moment that a schedule fixed beforehand (uniform), whether
or not the ones before it are answered."""
import asyncio
import time


class Connections:
    """Kept open; as many as are needed at once."""

    def __init__(self, port):
        self._port, self._free = port, []

    async def ask(self, method, target, body):
        pair = self._free.pop() if self._free else await asyncio.open_connection(
            "127.0.0.1", self._port)
        reader, writer = pair
        data = body.encode()
        writer.write(f"{method} {target} HTTP/1.1\r\nHost: localhost\r\n".encode()
                     + (b"Content-Type: application/json\r\n" if data else b"")
                     + f"Content-Length: {len(data)}\r\n\r\n".encode() + data)
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(int(line.split(b":")[1]) for line in head.lower().split(b"\r\n")
                      if line.startswith(b"content-length:"))
        answer = await reader.readexactly(length)
        self._free.append(pair)
        status = int(head.split()[1])
        if status not in (200, 409):
            raise RuntimeError(f"{method} {target}: {status} {answer[:300]}")

    def close(self):
        for _, writer in self._free:
            writer.close()


async def run(port, make, rate, seconds):
    """The seconds from due to answered, sorted. `make` gives method, target and body of the next."""
    connections, took = Connections(port), []
    begin = time.monotonic() + 0.2

    async def one(due, question):
        await asyncio.sleep(max(0.0, due - time.monotonic()))  # the schedule, not a wait
        await connections.ask(*question)
        took.append(time.monotonic() - due)
    await asyncio.gather(*(one(begin + n / rate, make()) for n in range(int(rate * seconds))))
    connections.close()
    return sorted(took)


def at(took, share):
    return round(1000 * took[min(len(took) - 1, int(len(took) * share))], 2)


def asked(what, port, make, rate, seconds):
    """One row of a table, printed; a round of two seconds comes before, in which statements are prepared
    and pages are read."""
    asyncio.run(run(port, make, rate, 2))
    took = asyncio.run(run(port, make, rate, seconds))
    row = {"what": what, "rate": rate, "count": len(took), "p50": at(took, 0.5),
           "p99": at(took, 0.99), "max": at(took, 1)}
    print(f"{what:<36}{rate:>9}{len(took):>8}{row['p50']:9.2f}{row['p99']:9.2f}{row['max']:9.2f}",
          flush=True)
    return row


def headline():
    return f"{'':<36}{'a second':>9}{'count':>8}{'p50 ms':>9}{'p99':>9}{'max':>9}"
