// What the commands about accounts and clients share. Include it in .cpp files only.
#pragma once

#include <istream>
#include <stdexcept>
#include <string>

#include "common/result.h"

namespace erp::employee {

// A password or secret: the line without its end.
inline std::string FirstLine(std::istream& input) {
  std::string line;
  std::getline(input, line);
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

// A refusal as one line for a terminal.
template <typename T>
void OrThrow(const Result<T>& result) {
  if (result) return;
  auto text = result.error().message.English();
  for (const auto& field : result.error().fields) {
    text.append(" ").append(field.pointer).append(" ").append(field.detail.English());
  }
  throw std::invalid_argument(text);
}

}  // namespace erp::employee
