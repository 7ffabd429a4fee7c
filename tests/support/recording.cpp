#include "support/recording.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

namespace erp::test {
namespace {

std::string Hex(const std::string& bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

void Append(const std::string& line) {
  const char* path = std::getenv("ERP_ANSWERS");
  if (path == nullptr || *path == '\0') return;
  const int file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0 || write(file, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
    throw std::runtime_error(std::string("cannot write to ") + path);
  }
  close(file);
}

}  // namespace

void RecordAnswer(const std::string& method,
                  const std::string& target,
                  int status,
                  const std::string& content_type,
                  const std::string& body) {
  Append(method + '\t' + Hex(target) + '\t' + std::to_string(status) + '\t' + content_type + '\t' +
         Hex(body) + '\n');
}

void RecordEvent(const std::string& type, const std::string& body) {
  Append("event\t" + Hex(type) + '\t' + Hex(body) + '\n');
}

}  // namespace erp::test
