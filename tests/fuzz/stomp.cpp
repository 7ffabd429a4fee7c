// Frames as a stranger may send them (services/notification/domain/stomp.h). The first byte says in
// portions of how many bytes they come.
#include "notification/domain/stomp.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "require.h"

namespace erp::notification::stomp {
namespace {

using fuzz::Require;

struct Read {
  std::vector<Frame> frames;
  bool broken = false;
};

Read InPortions(std::string_view bytes, std::size_t size) {
  Parser parser;
  Read read;
  while (!bytes.empty() && !read.broken) {
    auto frames = parser.Feed(bytes.substr(0, size));
    bytes.remove_prefix(std::min(size, bytes.size()));
    read.broken = !frames;
    if (frames) read.frames.insert(read.frames.end(), frames->begin(), frames->end());
  }
  if (read.broken) Require(!parser.Feed("\n"), "a broken stream stays broken");
  return read;
}

bool Same(const Frame& a, const Frame& b) {
  return a.command == b.command && a.headers == b.headers && a.body == b.body;
}

// Frames before a mistake may be left out when it came with them.
void RequireSame(const Read& whole, const Read& parts) {
  Require(whole.broken == parts.broken, "portions change nothing");
  if (whole.broken) return;
  Require(std::equal(whole.frames.begin(), whole.frames.end(), parts.frames.begin(),
                     parts.frames.end(), Same),
          "portions change no frame");
}

void RequireLimits(const Frame& frame) {
  const Limits limits;
  Require(!frame.command.empty() && frame.command.size() <= limits.command, "a short command");
  Require(frame.headers.size() <= limits.headers, "few headers");
  Require(frame.body.size() <= limits.body, "a short body");
}

// What is written is read as the same frame, but for the length that it gains.
void RequireRoundTrip(Frame frame) {
  std::erase_if(frame.headers, [](const auto& header) { return header.first == "content-length"; });
  if (frame.command == "CONNECT" || frame.command == "CONNECTED")
    return;  // written without escapes
  const auto again =
      Parser({.command = 16, .headers = 64, .header_line = 64 << 10, .body = 64 << 10})
          .Feed(Encode(frame));
  Require(again && again->size() == 1, "a frame that is written is read");
  Frame read = again->front();
  std::erase_if(read.headers, [](const auto& header) { return header.first == "content-length"; });
  Require(Same(read, frame), "as the same one");
}

}  // namespace
}  // namespace erp::notification::stomp

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace erp::notification::stomp;
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  const auto whole = InPortions(bytes, std::max<std::size_t>(bytes.size(), 1));
  RequireSame(whole, InPortions(bytes, data[0] % 64 + 1U));
  for (const auto& frame : whole.frames) {
    RequireLimits(frame);
    RequireRoundTrip(frame);
  }
  return 0;
}
