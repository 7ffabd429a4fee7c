#include "common/cp949.h"

#include <iconv.h>

#include <algorithm>
#include <stdexcept>

namespace erp {

Cp949::Cp949() : converter_(iconv_open("UTF-8", "CP949")) {
  // NOLINTNEXTLINE(performance-no-int-to-ptr): what iconv_open says when it fails
  if (converter_ == reinterpret_cast<void*>(-1)) {
    throw std::runtime_error("the C library cannot convert from CP949");
  }
}

Cp949::~Cp949() { iconv_close(converter_); }

std::optional<std::string> Cp949::ToUtf8(std::string_view text) {
  const auto ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  if (std::all_of(text.begin(), text.end(), ascii)) return std::string(text);
  // CP949 has no shift states: nothing of an earlier text is left in the converter. Two bytes
  // become three at most.
  std::string converted(text.size() * 3, '\0');
  char* from = const_cast<char*>(text.data());  // iconv only reads it
  std::size_t left = text.size();
  char* to = converted.data();
  std::size_t room = converted.size();
  if (iconv(converter_, &from, &left, &to, &room) != 0 || left != 0) return std::nullopt;
  converted.resize(converted.size() - room);
  return converted;
}

}  // namespace erp
