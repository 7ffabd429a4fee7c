// CP949, the encoding in which Korean Excel writes "CSV" (KS X 1001 with all modern syllables),
// read by the iconv of the C library.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace erp {

// Not thread-safe: one thread at a time. Throws std::runtime_error when the C library has no tables
// for CP949.
class Cp949 {
 public:
  Cp949();
  ~Cp949();
  Cp949(const Cp949&) = delete;
  Cp949& operator=(const Cp949&) = delete;

  // In UTF-8; nothing when some bytes are no character of CP949.
  std::optional<std::string> ToUtf8(std::string_view text);

 private:
  void* converter_;
};

}  // namespace erp
