#include "notification/domain/stomp.h"

#include <algorithm>
#include <charconv>

namespace erp::notification::stomp {
namespace {

Error Malformed(Message what) { return {ErrorCode::kInvalid, "malformed-frame", std::move(what)}; }

// CONNECT and CONNECTED stay as they were before escapes existed.
bool Escaped(std::string_view command) { return command != "CONNECT" && command != "CONNECTED"; }

void AppendEscaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '\\':
        out += "\\\\";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\n':
        out += "\\n";
        break;
      case ':':
        out += "\\c";
        break;
      default:
        out.push_back(c);
    }
  }
}

Result<std::string> Unescape(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      plain.push_back(text[i]);
      continue;
    }
    const char next = i + 1 < text.size() ? text[++i] : '\0';
    if (next == '\\') {
      plain.push_back('\\');
    } else if (next == 'r') {
      plain.push_back('\r');
    } else if (next == 'n') {
      plain.push_back('\n');
    } else if (next == 'c') {
      plain.push_back(':');
    } else {
      return Malformed("A header has an escape that STOMP 1.2 does not know.");
    }
  }
  return plain;
}

bool IsCommand(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

std::optional<std::string> Frame::Header(std::string_view name) const {
  const auto found = std::find_if(headers.begin(), headers.end(),
                                  [name](const auto& header) { return header.first == name; });
  return found == headers.end() ? std::nullopt : std::optional<std::string>(found->second);
}

std::string Encode(const Frame& frame) {
  std::string bytes = frame.command + "\n";
  for (const auto& [name, value] : frame.headers) {
    if (Escaped(frame.command)) {
      AppendEscaped(bytes, name);
      bytes.push_back(':');
      AppendEscaped(bytes, value);
    } else {
      bytes.append(name).append(":").append(value);
    }
    bytes.push_back('\n');
  }
  if (!frame.body.empty()) {
    bytes += "content-length:" + std::to_string(frame.body.size()) + "\n";
  }
  bytes += "\n" + frame.body;
  bytes.push_back('\0');
  return bytes;
}

Result<std::vector<Frame>> Parser::Feed(std::string_view bytes) {
  std::vector<Frame> frames;
  if (broken_) return Malformed("The stream was broken before.");
  rest_.append(bytes);
  for (;;) {
    const Step before = step_;
    const Result<bool> taken = step_ == Step::kCommand   ? TakeCommand()
                               : step_ == Step::kHeaders ? TakeHeader()
                                                         : TakeBody();
    if (!taken) {
      broken_ = true;
      return taken.error();
    }
    if (!*taken) break;
    if (before == Step::kBody) frames.push_back(std::exchange(frame_, Frame{}));
  }
  rest_.erase(0, read_);
  read_ = 0;
  if (rest_.empty()) rest_.shrink_to_fit();  // most sessions are idle most of the time
  return frames;
}

Result<bool> Parser::TakeLine(std::size_t most, std::string& line) {
  const std::size_t end = rest_.find('\n', read_);
  const std::size_t size = (end == std::string::npos ? rest_.size() : end) - read_;
  if (size > most + 1) return Malformed(Message("A line is longer than {} bytes.", most));
  if (end == std::string::npos) return false;
  line = rest_.substr(read_, size);
  read_ = end + 1;
  if (!line.empty() && line.back() == '\r') line.pop_back();
  if (line.size() > most) return Malformed(Message("A line is longer than {} bytes.", most));
  if (line.find_first_of(std::string_view("\r\0", 2)) != std::string::npos) {
    return Malformed("A line has a carriage return or a NUL inside.");
  }
  return true;
}

Result<bool> Parser::TakeCommand() {
  std::string line;
  auto taken = TakeLine(limits_.command, line);
  if (!taken || !*taken) return taken;
  if (line.empty()) return true;  // a heart-beat
  if (!IsCommand(line)) return Malformed("The first line of a frame is not a command.");
  frame_.command = std::move(line);
  content_length_.reset();
  step_ = Step::kHeaders;
  return true;
}

Result<bool> Parser::TakeHeader() {
  std::string line;
  auto taken = TakeLine(limits_.header_line, line);
  if (!taken || !*taken) return taken;
  if (line.empty()) {
    if (auto begun = StartBody(); !begun) return begun.error();
    return true;
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string::npos || colon == 0)
    return Malformed("A header has no name or no colon.");
  if (frame_.headers.size() == limits_.headers) return Malformed("There are too many headers.");
  std::string name = line.substr(0, colon);
  std::string value = line.substr(colon + 1);
  if (Escaped(frame_.command)) {
    auto plain_name = Unescape(name);
    if (!plain_name) return plain_name.error();
    auto plain_value = Unescape(value);
    if (!plain_value) return plain_value.error();
    name = std::move(*plain_name);
    value = std::move(*plain_value);
  }
  frame_.headers.emplace_back(std::move(name), std::move(value));
  return true;
}

Result<void> Parser::StartBody() {
  step_ = Step::kBody;
  const auto length = frame_.Header("content-length");
  if (!length) return {};
  std::size_t value = 0;
  const char* end = length->data() + length->size();
  const auto [stopped, error] = std::from_chars(length->data(), end, value);
  if (error != std::errc() || stopped != end) return Malformed("content-length is not a number.");
  if (value > limits_.body) return Malformed("The body is too long.");
  content_length_ = value;
  return {};
}

Result<bool> Parser::TakeBody() {
  std::size_t size = 0;
  if (content_length_) {
    size = *content_length_;
    if (rest_.size() - read_ < size + 1) return false;
    if (rest_[read_ + size] != '\0') return Malformed("No NUL follows the content-length.");
  } else {
    const std::size_t end = rest_.find('\0', read_);
    size = (end == std::string::npos ? rest_.size() : end) - read_;
    if (size > limits_.body) return Malformed("The body is too long.");
    if (end == std::string::npos) return false;
  }
  frame_.body = rest_.substr(read_, size);
  read_ += size + 1;
  step_ = Step::kCommand;
  return true;
}

}  // namespace erp::notification::stomp
