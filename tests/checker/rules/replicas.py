"""All replicas of a service give the same answer about the same thing."""
from .registry import rule


@rule
def replicas_answer_alike(world):
    for path, told in world.answers.items():
        if len({repr(answer) for answer in told.values()}) > 1:
            yield path, "; ".join(f"{url}: {status} {str(body)[:80]}"
                                  for url, (status, body) in told.items())


@rule
def answers_are_what_is_stored(world):
    """The document as a client sees it is the document in the store."""
    for path, told in world.answers.items():
        if not path.startswith("/approvals/"):
            continue
        document = world.documents.get(int(path.rsplit("/", 1)[1]))
        for url, (status, body) in told.items():
            if document is not None and document.get("deletedAt"):
                if status != 404:
                    yield path, f"{url} answered {status} about what its drafter has deleted"
            elif status != 200 or document is None:
                yield path, f"{url} answered {status}"
            elif body["finalStatus"] != document["state"]:
                yield path, f"{url} says {body['finalStatus']}, stored is {document['state']}"
