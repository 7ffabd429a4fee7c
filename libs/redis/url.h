// redis://[[user]:password@]host[:port][/db], or rediss:// for the same by TLS.
#pragma once

#include <optional>
#include <string>

#include "common/tls.h"

namespace erp::redis {

struct Url {
  std::string host = "127.0.0.1";
  int port = 6379;
  std::string user;
  std::string password;
  int db = 0;
  Tls tls;  // by the URL only whether it is on
};

// Empty when the text is not such a URL.
std::optional<Url> ParseUrl(const std::string& text);

}  // namespace erp::redis
