// STOMP 1.2 frames (stomp.github.io/stomp-specification-1.2.html): reading what clients send
// and writing what we answer. Pure; the meaning of frames is in session.h.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/result.h"

namespace erp::notification::stomp {

struct Frame {
  std::string command;
  std::vector<std::pair<std::string, std::string>> headers = {};  // unescaped
  std::string body = {};

  // The first header of this name: repeated ones do not count (1.2, "Repeated Header Entries").
  [[nodiscard]] std::optional<std::string> Header(std::string_view name) const;
};

// The bytes of a frame; adds content-length when there is a body. CONNECTED is written without
// escapes, as 1.2 says.
std::string Encode(const Frame& frame);

// What a stranger may send, in bytes.
struct Limits {
  std::size_t command = 16;
  std::size_t headers = 32;
  std::size_t header_line = 8 << 10;  // a token fits
  std::size_t body = 16 << 10;
};

// Takes bytes as they come, in any portions, and gives whole frames. Not thread-safe.
class Parser {
 public:
  explicit Parser(Limits limits = {}) : limits_(limits) {}

  // The frames that are complete with these bytes; line ends between frames are heart-beats
  // and are skipped. An Error (slug "malformed-frame") is final: nothing after it can be read.
  Result<std::vector<Frame>> Feed(std::string_view bytes);

 private:
  enum class Step { kCommand, kHeaders, kBody };

  // Each takes what it needs from the front of rest_; false when more bytes are needed.
  Result<bool> TakeLine(std::size_t most, std::string& line);
  Result<bool> TakeCommand();
  Result<bool> TakeHeader();
  Result<bool> TakeBody();
  Result<void> StartBody();

  const Limits limits_;
  std::string rest_;      // received and not yet read
  std::size_t read_ = 0;  // of rest_
  Step step_ = Step::kCommand;
  Frame frame_;
  std::optional<std::size_t> content_length_;
  bool broken_ = false;
};

}  // namespace erp::notification::stomp
