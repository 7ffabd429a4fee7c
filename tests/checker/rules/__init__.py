"""The promises, by theme. Importing this package registers them all."""
from . import (  # noqa: F401
    attendance,
    bus,
    creation,
    decisions,
    leave,
    leavers,
    notices,
    promotions,
    quest_notices,
    quests,
    recounts,
    replicas,
    rounds,
    tasks,
    trail,
)
from .registry import RULES, check  # noqa: F401
