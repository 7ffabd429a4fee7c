// Where a test finds the real engines, the daemons and the source tree; all by environment,
// so that the same binary runs anywhere. Thread-safe (reads only).
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>

namespace erp::test {

// The value of an environment variable that the test cannot do without. Throws
// std::runtime_error with one sentence naming the variable and how it gets set: a test whose
// engine is missing fails, it never skips.
std::string Required(const std::string& variable);

// ERP_SOURCE_DIR, or the tree this test was built from.
std::filesystem::path SourceDir();

// ERP_BIN_DIR, or the directory of the running test: all executables are built into one.
std::filesystem::path BinDir();

// The whole file; throws std::runtime_error naming it when it cannot be read.
std::string ReadFile(const std::filesystem::path& path);

// `prefix` and 12 random hex digits: a name nobody else uses, for databases, keys and topics.
std::string RandomName(const std::string& prefix);

// Asks every few milliseconds until `happened` says yes; false when the budget is spent.
// The one way to wait in a test: never for a fixed time.
bool Eventually(std::chrono::milliseconds budget, const std::function<bool()>& happened);

}  // namespace erp::test
