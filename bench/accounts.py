"""Those who take part in a load, with accounts and access tokens, where everybody signs in."""
from concurrent import futures

DEPARTMENT = "loadtest"  # as approval_load has it
PAGE = 200
AT_ONCE = 4  # a password costs a processor


class Accounts:
    """`tokens`: local_stack.tokens.Tokens of the system."""

    def __init__(self, tokens):
        self._tokens = tokens
        self._people = []

    def prepare(self, wanted):
        """So many people of the department, hired where there are too few."""
        administrator = self._tokens.administrator()
        known = self._tokens.call("GET", f"/employees?department={DEPARTMENT}&limit={PAGE}",
                                  token=administrator)
        self._people = [person["id"] for person in known][:wanted]
        while len(self._people) < wanted:
            made = self._tokens.call("POST", "/employees", {
                "name": f"부하 {len(self._people) + 1}", "department": DEPARTMENT,
                "position": "STAFF"}, administrator)
            self._people.append(made["id"])
        self._of_everybody()

    def write(self, path):
        """Lines of "PERSON TOKEN" for approval_load; 0 is the administrator."""
        lines = [f"0 {self._tokens.administrator()}\n", *self._of_everybody()]
        path.touch(mode=0o600)
        path.write_text("".join(lines), encoding="ascii")

    def _of_everybody(self):
        with futures.ThreadPoolExecutor(AT_ONCE) as pool:
            found = pool.map(self._tokens.of, self._people)
            return [f"{person} {token}\n" for person, token in zip(self._people, found, strict=True)]
