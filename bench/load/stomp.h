// What the loader reads of a STOMP 1.2 frame. Pure.
#pragma once

#include <string>

namespace erp::bench {

// Command and body; the headers are not needed. An empty command is a heart-beat.
struct StompParts {
  std::string command;
  std::string body;
};

StompParts ParseStomp(const std::string& frame);

}  // namespace erp::bench
