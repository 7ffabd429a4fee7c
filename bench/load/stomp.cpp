#include "load/stomp.h"

namespace erp::bench {

StompParts ParseStomp(const std::string& frame) {
  const auto start = frame.find_first_not_of("\r\n");
  if (start == std::string::npos) return {};
  StompParts parts;
  parts.command = frame.substr(start, frame.find_first_of("\r\n", start) - start);
  // Headers end with an empty line; lines end with LF or CR LF.
  auto body = frame.find("\n\n", start);
  std::size_t gap = 2;
  if (const auto other = frame.find("\n\r\n", start); other < body) {
    body = other;
    gap = 3;
  }
  if (body == std::string::npos) return parts;
  const auto end = frame.rfind('\0');
  parts.body = frame.substr(body + gap, end == std::string::npos ? end : end - body - gap);
  return parts;
}

}  // namespace erp::bench
