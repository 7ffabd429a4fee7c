"""Every small change of a C++ source that a unit test ought to notice.

One mutant is one change: of an operator, a constant, a condition, or a statement that is left out. A
sign counts as a binary operator when there are blanks around it, as clang-format writes them; so the
brackets of templates and the `&&` of references are left alone.

What no unit test is meant to notice is not changed either: what is logged, how much memory is reserved,
lengths of time (timings are not asserted in tests), the room of text buffers, and crash points, which
only the environment of a test switches on.
"""
import re
from dataclasses import dataclass

from tokens import closing, in_functions, tokens

BINARY = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "&&": "||", "||": "&&",
          "+": "-", "-": "+", "*": "/", "/": "*", "%": "*", "+=": "-=", "-=": "+="}
DURATIONS = {"microseconds", "milliseconds", "seconds"}
# Words that begin something else than a statement which can be left out.
KEPT = {"return", "using", "if", "else", "for", "while", "do", "switch", "case", "default", "try",
        "catch", "static", "const", "constexpr", "auto", "namespace", "template", "typename", "class",
        "struct", "enum", "union", "public", "private", "protected", "friend", "explicit", "virtual",
        "inline", "extern", "typedef", "static_assert", "goto", "co_return", "co_await", "mutable",
        "operator", "delete", "new"}


@dataclass(frozen=True)
class Mutant:
    path: str
    kind: str     # operator | constant | condition | statement
    start: int    # of what is replaced, in characters
    end: int
    before: str
    after: str
    line: int     # from 1
    text: str     # of that line, blanks made one
    place: int    # which of the same changes on this line, from 1

    @property
    def change(self):
        return f"{flat(self.before)} -> {flat(self.after) or 'nothing'}" + (
            f" #{self.place}" if self.place > 1 else "")

    def applied(self, source):
        return source[:self.start] + self.after + source[self.end:]


def flat(text):
    return re.sub(r"\s+", " ", text).strip()


def other_number(text):
    """The whole number one higher, or 0 for 1; None for what is none."""
    match = re.fullmatch(r"(0[xX][\da-fA-F']+|0[bB][01']+|\d[\d']*)([uUlLzZ]*)", text)
    if not match:
        return None
    digits, suffix = match.group(1).replace("'", ""), match.group(2)
    octal = len(digits) > 1 and digits.isdigit() and digits[0] == "0"
    value = int(digits, 8) if octal else int(digits, 0)
    return f"{0 if value == 1 else value + 1}{suffix}"


def operators(source, all_tokens):
    for index, token in enumerate(all_tokens):
        before = all_tokens[index - 1] if index else None
        after = all_tokens[index + 1] if index + 1 < len(all_tokens) else None
        if token.kind != "sign" or (before and before.text == "operator"):
            continue
        spaced = (source[token.start - 1:token.start].isspace()
                  and source[token.end:token.end + 1].isspace())
        if token.text in BINARY and spaced:
            texts = token.text == "+" and any(
                near and near.kind == "text" and near.text.endswith('"') for near in (before, after))
            if not texts:  # a sum of texts has no difference
                yield "operator", token.start, token.end, BINARY[token.text]
        elif token.text == "!" and not source[token.end:token.end + 1].isspace():
            yield "operator", token.start, token.end, ""
        elif token.text in ("++", "--"):
            yield "operator", token.start, token.end, "--" if token.text == "++" else "++"


def constants(source, all_tokens):
    for token in all_tokens:
        if token.text in ("true", "false"):
            yield "constant", token.start, token.end, "false" if token.text == "true" else "true"
        elif token.kind == "number":
            other = other_number(token.text)
            if other is not None:
                yield "constant", token.start, token.end, other


def conditions(source, all_tokens):
    for index, token in enumerate(all_tokens[:-1]):
        if token.text not in ("if", "while") or all_tokens[index + 1].text != "(":
            continue
        end = closing(all_tokens, index + 1)
        if end is None:
            continue
        inside = all_tokens[index + 2:end]
        last = max((at for at, part in enumerate(inside) if part.text == ";"), default=-1)
        inside = inside[last + 1:]
        if not inside or any(part.text == "=" for part in inside) or inside[0].text in (
                "true", "false"):
            continue  # a declaration, or a constant that is changed as such
        yield "condition", inside[0].start, inside[-1].end, "false"
        plain = not any(part.text in BINARY or part.text == "!" for part in inside)
        if token.text == "if" and plain:
            yield "condition", inside[0].start, inside[-1].end, "true"


def is_declaration(statement):
    """Whether the tokens declare something: a type, and a name behind it."""
    index, depth = 0, 0
    while index < len(statement):
        text = statement[index].text
        if text in ("<", ">", ">>") and statement[0].kind == "name":
            depth += {"<": 1, ">": -1, ">>": -2}[text]
        elif depth == 0 and text not in ("::", "*", "&", "&&") and statement[index].kind != "name":
            return False
        elif (depth == 0 and index > 0 and statement[index].kind == "name"
              and statement[index - 1].text != "::"):
            return True
        index += 1
    return True


def statements(source, all_tokens):
    inside = in_functions(all_tokens)
    for index, token in enumerate(all_tokens):
        begins = index > 0 and all_tokens[index - 1].text in ("{", "}", ";", ":")
        if not begins or not inside[index] or token.text in KEPT:
            continue
        if token.kind != "name" and token.text not in ("++", "--", "(", "*"):
            continue
        depth, end = 0, None
        for at in range(index, len(all_tokens)):
            text = all_tokens[at].text
            depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(text, 0)
            if depth < 0:
                break
            if depth == 0 and text == ";":
                end = at
                break
        if end is None or end == index:
            continue
        statement = all_tokens[index:end]
        jump = token.text in ("break", "continue", "throw")
        if not jump and (len(statement) < 2 or is_declaration(statement)):
            continue
        yield "statement", token.start, all_tokens[end - 1].end, ""


def unasserted(all_tokens):
    """(start, end) of what no unit test is meant to notice."""
    for index, token in enumerate(all_tokens):
        texts = [near.text for near in all_tokens[index:index + 3]]
        call = None
        logs = texts[:2] == ["log", "::"] and index + 3 < len(all_tokens)
        if logs or texts == ["failpoint", "::", "Crash"]:
            call = index + 3
        elif texts[1:] == ["reserve", "("] and token.text in (".", "->"):
            call = index + 2
        if call is not None and all_tokens[call].text == "(":
            end = closing(all_tokens, call)
            if end is not None:
                begin = index
                while begin > 0 and all_tokens[begin - 1].text not in "{};":
                    begin -= 1
                yield all_tokens[begin].start, all_tokens[end].end
        room = all_tokens[index:index + 5]
        if [part.text for part in room[:4]] == ["array", "<", "char", ","] and len(room) == 5:
            yield room[4].start, room[4].end
        if token.text in DURATIONS:
            name = index + 1 if texts[1:] and texts[1] in "({" else index + 2
            at = all_tokens[name:name + 3]
            if [part.text for part in at[::2]] in (["{", "}"], ["(", ")"]):
                yield at[1].start, at[1].end


def only_for_the_log(all_tokens, left_out):
    """(start, end) of the conditions of `if` that decide about nothing but such statements."""
    def is_left_out(token):
        return token.text == ";" or any(
            begin <= token.start and token.end <= end for begin, end in left_out)

    for index, token in enumerate(all_tokens[:-1]):
        if token.text != "if" or all_tokens[index + 1].text != "(":
            continue
        end = closing(all_tokens, index + 1)
        if end is None or end + 1 >= len(all_tokens):
            continue
        braces = all_tokens[end + 1].text == "{"
        at = end + 2 if braces else end + 1
        while at < len(all_tokens) and is_left_out(all_tokens[at]) and (
                braces or all_tokens[at].text != ";"):
            at += 1
        after = all_tokens[at + 1].text if at + 1 < len(all_tokens) else ""
        if at > end + 2 and all_tokens[at].text == ("}" if braces else ";") and after != "else":
            yield all_tokens[index].start, all_tokens[end].end


def mutants(path, source):
    """All mutants of a source text, in the order of their places."""
    all_tokens = tokens(source)
    found, seen, places = [], set(), {}
    left_out = list(unasserted(all_tokens))
    left_out += only_for_the_log(all_tokens, left_out)
    changes = [change for mutator in (operators, constants, conditions, statements)
               for change in mutator(source, all_tokens)
               if not any(begin <= change[1] and change[2] <= end for begin, end in left_out)]
    for kind, start, end, after in sorted(changes, key=lambda change: change[1:]):
        if (start, end, after) in seen:
            continue
        seen.add((start, end, after))
        line = source.count("\n", 0, start) + 1
        begin = source.rfind("\n", 0, start) + 1
        text = flat(source[begin:source.find("\n", start)])
        before = source[start:end]
        key = (line, before, after)
        places[key] = places.get(key, 0) + 1
        found.append(Mutant(path, kind, start, end, before, after, line, text, places[key]))
    return found
