"""A rule is a function of a World that yields (where, what is wrong) and says its promise in its
name; @rule adds it to those that are checked."""
import functools

from checker.world import Violation

RULES = {}


def rule(function):
    @functools.wraps(function)
    def checked(world):
        return [Violation(function.__name__, where, what) for where, what in function(world)]
    RULES[function.__name__] = checked
    return checked


def check(world, rules=None):
    """Every violation of every rule, or of those named."""
    return [found for name in (rules or RULES) for found in RULES[name](world)]
