#include "http/page.h"

#include <httplib.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "common/clock.h"
#include "common/error.h"

namespace erp::http {
namespace {

constexpr std::size_t kMostBytes = 256 * 1024;
constexpr std::chrono::milliseconds kConnectTimeout{1000};
constexpr std::chrono::milliseconds kTimeout{2000};  // of each read and write
constexpr std::chrono::milliseconds kLongest{5000};  // of the body

// Asks with `request`, whose method is set.
std::string Ask(const std::string& url, httplib::Request request) {
  const bool known = url.starts_with("http://") || url.starts_with("https://");
  if (!known) throw Unavailable("not an http or https URL: " + url);
  const auto host = url.find("//") + 2;
  const auto path = std::min(url.find('/', host), url.size());
  httplib::Client client(url.substr(0, path));
  client.set_connection_timeout(kConnectTimeout);
  client.set_read_timeout(kTimeout);
  client.set_write_timeout(kTimeout);
  client.set_follow_location(false);
  request.path = path < url.size() ? url.substr(path) : "/";
  std::string body;
  const auto deadline = Deadline::After(kLongest);
  request.content_receiver = [&](const char* data, std::size_t size, std::uint64_t, std::uint64_t) {
    if (body.size() + size > kMostBytes || deadline.Expired()) return false;
    body.append(data, size);
    return true;
  };
  const auto answer = client.send(request);
  if (!answer) throw Unavailable(url + ": " + httplib::to_string(answer.error()));
  constexpr int kOk = 200;
  if (answer->status != kOk) throw Unavailable(url + ": status " + std::to_string(answer->status));
  return body;
}

}  // namespace

std::string FetchPage(const std::string& url) {
  httplib::Request request;
  request.method = "GET";
  return Ask(url, std::move(request));
}

std::string PostForm(const std::string& url, const std::string& form) {
  httplib::Request request;
  request.method = "POST";
  request.body = form;
  request.set_header("Content-Type", "application/x-www-form-urlencoded");
  return Ask(url, std::move(request));
}

}  // namespace erp::http
