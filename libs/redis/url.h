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

// What is wrong with a REDIS_URL and the files that it cannot name (REDIS_CA_FILE and the like), in
// one sentence; nothing when they fit.
std::optional<std::string> WrongUrl(const std::string& text, const Tls& files);
// After that check: the URL with these files.
Url UrlWith(const std::string& text, const Tls& files);

}  // namespace erp::redis
