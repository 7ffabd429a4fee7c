#include "http/page.h"

#include <httplib.h>

#include <algorithm>
#include <chrono>
#include <cstddef>

#include "common/clock.h"
#include "common/error.h"

namespace erp::http {
namespace {

constexpr std::size_t kMostBytes = 256 * 1024;
constexpr std::chrono::milliseconds kConnectTimeout{1000};
constexpr std::chrono::milliseconds kTimeout{2000};  // of each read and write
constexpr std::chrono::milliseconds kLongest{5000};  // of the body

}  // namespace

std::string FetchPage(const std::string& url) {
  const bool known = url.starts_with("http://") || url.starts_with("https://");
  if (!known) throw Unavailable("not an http or https URL: " + url);
  const auto host = url.find("//") + 2;
  const auto path = std::min(url.find('/', host), url.size());
  httplib::Client client(url.substr(0, path));
  client.set_connection_timeout(kConnectTimeout);
  client.set_read_timeout(kTimeout);
  client.set_write_timeout(kTimeout);
  client.set_follow_location(false);
  std::string body;
  const auto deadline = Deadline::After(kLongest);
  const auto receive = [&](const char* data, std::size_t size) {
    if (body.size() + size > kMostBytes || deadline.Expired()) return false;
    body.append(data, size);
    return true;
  };
  const auto answer = client.Get(path < url.size() ? url.substr(path) : "/", receive);
  if (!answer) throw Unavailable(url + ": " + httplib::to_string(answer.error()));
  constexpr int kOk = 200;
  if (answer->status != kOk) throw Unavailable(url + ": status " + std::to_string(answer->status));
  return body;
}

}  // namespace erp::http
