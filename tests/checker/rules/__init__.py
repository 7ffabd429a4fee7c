"""The promises, by theme. Importing this package registers them all."""
from . import bus, creation, decisions, leave, leavers, notices, quests, replicas, rounds, tasks, trail  # noqa: F401  # noqa: F401
from .registry import RULES, check  # noqa: F401
