"""Cuts C++ into tokens and says which of them lie inside a function.

Only as much of the language as the mutators need: comments, preprocessor lines and the inside of
literals are no tokens, so nothing in them is ever changed.
"""
import re
from dataclasses import dataclass

OPERATORS = ("<<=", ">>=", "<=>", "->*", "...", "::", "->", "++", "--", "+=", "-=", "*=", "/=", "%=",
             "&=", "|=", "^=", "==", "!=", "<=", ">=", "&&", "||", "<<", ">>")
PATTERN = re.compile(
    r"(?P<blank>\s+|//[^\n]*|/\*.*?\*/)"
    r"|(?P<raw>(?:u8|[uUL])?R\"(?P<mark>[^(\s]{0,16})\(.*?\)(?P=mark)\")"
    r"|(?P<text>(?:u8|[uUL])?\"(?:\\.|[^\"\\\n])*\"|(?:u8|[uUL])?'(?:\\.|[^'\\\n])+')"
    r"|(?P<number>\.?\d(?:'?[\w.]|(?<=[eEpP])[+-])*)"
    r"|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<sign>" + "|".join(re.escape(sign) for sign in OPERATORS) + r"|.)",
    re.DOTALL)
PREPROCESSOR = re.compile(r"^[ \t]*#(?:[^\n\\]|\\.|\\\n)*", re.MULTILINE)


@dataclass(frozen=True)
class Token:
    kind: str  # name | number | text | sign
    text: str
    start: int
    end: int


def tokens(source):
    """The tokens of a source text, in order."""
    hidden = PREPROCESSOR.sub(lambda line: re.sub(r"[^\n]", " ", line.group()), source)
    found = []
    for match in PATTERN.finditer(hidden):
        kind = "text" if match.lastgroup in ("raw", "mark") else match.lastgroup
        if kind != "blank":
            found.append(Token(kind, match.group(), match.start(), match.end()))
    return found


def closing(all_tokens, opening):
    """Index of the parenthesis or brace that closes the one at `opening`; None without one."""
    depth, close = 0, {"(": ")", "{": "}"}[all_tokens[opening].text]
    for index in range(opening, len(all_tokens)):
        depth += {all_tokens[opening].text: 1, close: -1}.get(all_tokens[index].text, 0)
        if depth == 0:
            return index
    return None


def in_functions(all_tokens):
    """For each token, whether the innermost braces around it are code: no namespace, no type."""
    stack, inside, begun = [], [], 0
    for index, token in enumerate(all_tokens):
        if token.text == "}" and stack:
            stack.pop()
        inside.append(bool(stack) and stack[-1])
        if token.text == "{":
            words = {word.text for word in all_tokens[begun:index]}
            code = "namespace" not in words and not (
                words & {"class", "struct", "union", "enum"} and "(" not in words)
            stack.append(code)
        if token.text in "{};":
            begun = index + 1
    return inside
