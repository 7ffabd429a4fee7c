#include "http/internal/answer_stream.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>
#include <utility>

namespace erp::http {

AnswerStream::AnswerStream(std::shared_ptr<ByteSource> source,
                           std::optional<std::uint64_t> size,
                           std::string route)
    : source_(std::move(source)), size_(size), left_(size.value_or(0)), route_(std::move(route)) {}

std::string AnswerStream::Next() {
  // Taken out, so that whatever is thrown frees it.
  const auto source = std::exchange(source_, nullptr);
  if (!source) return {};
  std::string piece(size_ ? std::min<std::uint64_t>(left_, kPiece) : kPiece, '\0');
  if (!piece.empty()) piece.resize(source->Read(piece));
  if (!size_) {
    if (!piece.empty()) source_ = source;
    return piece;
  }
  left_ -= piece.size();
  if (left_ == 0) {
    std::array<char, 1> more{};
    if (source->Read(more) > 0) throw std::runtime_error("more bytes than were announced");
    return piece;
  }
  if (piece.empty()) throw std::runtime_error("fewer bytes than were announced");
  source_ = source;
  return piece;
}

std::string AnswerStream::Framed(std::string piece, bool knows_chunks) const {
  if (size_ || !knows_chunks) return piece;
  std::string framed;
  framed.reserve(piece.size() + 32);
  if (!piece.empty()) {
    std::array<char, 16> hex{};
    const auto end = std::to_chars(hex.data(), hex.data() + hex.size(), piece.size(), 16).ptr;
    framed.append(hex.data(), end).append("\r\n").append(piece).append("\r\n");
  }
  if (ended()) framed.append("0\r\n\r\n");
  return framed;
}

}  // namespace erp::http
