// What the process of a daemon needs before any thread of it starts: make it first in main().
#pragma once

#include "common/memory.h"
#include "common/migrated.h"
#include "common/stop.h"

namespace erp {

struct Process {
  StopSignal stop;
  memory::Trimmer trimmer;
};

}  // namespace erp
