// Results for people and for files.
#pragma once

#include <iosfwd>
#include <string>

#include "load/flow.h"
#include "load/options.h"

namespace erp::bench {

void PrintReport(std::ostream& out, const Options& options, const Results& results);

// The same as JSON; times in milliseconds.
std::string ReportJson(const Options& options, const Results& results);

}  // namespace erp::bench
