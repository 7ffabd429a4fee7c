// What services answered and published to C++ tests, written down: tests/run holds all of it
// against proto (tests/contracts/check_recorded.py). Does nothing unless ERP_ANSWERS names a file;
// each call is one write, so threads and processes may share it. Throws when it cannot be written.
#pragma once

#include <string>

namespace erp::test {

void RecordAnswer(const std::string& method,
                  const std::string& target,
                  int status,
                  const std::string& content_type,
                  const std::string& body);

// `type`: of the event, as its ce_type header says.
void RecordEvent(const std::string& type, const std::string& body);

}  // namespace erp::test
