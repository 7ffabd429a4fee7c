"""employee: derived from its contract."""
from rights.rows import with_derived

ROWS = with_derived("employee", [])
