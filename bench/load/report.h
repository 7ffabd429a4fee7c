// Results for people and for files.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "load/flow.h"
#include "load/options.h"

namespace erp::bench {

void PrintReport(std::ostream& out, const Options& options, const Results& results);

// The same as JSON; times in milliseconds.
std::string ReportJson(const Options& options, const Results& results);

// When the schedule is measured: "schedule FROM TO", in seconds of the monotonic clock that
// other programs on this machine read too.
std::string ScheduleLine(const Window& window);

// One line for each document: due, created, decided and shown, in seconds of that clock; - for
// what has not happened.
void PrintTimeline(std::ostream& out, const std::vector<Course>& courses);

}  // namespace erp::bench
