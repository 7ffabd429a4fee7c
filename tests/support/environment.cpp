#include "support/environment.h"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "common/id.h"

namespace erp::test {

std::string Required(const std::string& variable) {
  const char* value = std::getenv(variable.c_str());
  if (value != nullptr && *value != '\0') return value;
  throw std::runtime_error("The environment variable " + variable +
                           " is not set: this test needs a running engine. `make test` starts "
                           "the engines and sets it.");
}

std::filesystem::path SourceDir() {
  const char* value = std::getenv("ERP_SOURCE_DIR");
  return value != nullptr ? value : ERP_TEST_SOURCE_DIR;
}

std::filesystem::path BinDir() {
  const char* value = std::getenv("ERP_BIN_DIR");
  if (value != nullptr) return value;
  return std::filesystem::read_symlink("/proc/self/exe").parent_path();
}

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string RandomName(const std::string& prefix) {
  const std::string uuid = NewUuid();
  return prefix + uuid.substr(0, 8) + uuid.substr(9, 4);
}

bool Eventually(std::chrono::milliseconds budget, const std::function<bool()>& happened) {
  const auto end = std::chrono::steady_clock::now() + budget;
  while (!happened()) {
    if (std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

}  // namespace erp::test
